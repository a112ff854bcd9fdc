//! What the carrier is told: m-notifyresp-ind, m-acknowledge-ind (OMA-TS-MMS-ENC 6.2, 6.4).

/// What became of a notification (7.3.48).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum NotifyStatus {
    /// It was fetched.
    Retrieved = 0x81,
    /// It is not wanted.
    Rejected = 0x82,
    /// It will be fetched later; the carrier keeps it.
    Deferred = 0x83,
}

/// The answer to a notification, to be sent after the message was fetched by itself.
///
/// `transaction_id` is the notification's; `version` too, without its top bit. The sender is not told
/// whether it was delivered.
#[must_use]
pub fn notify_response(transaction_id: &[u8], version: u8, status: NotifyStatus) -> Vec<u8> {
    let mut octets = head(0x83, transaction_id, version);
    octets.extend([0x95, status as u8]);
    octets.extend(NO_REPORT);
    octets
}

/// The answer to a message that was fetched although the carrier had been told "deferred".
#[must_use]
pub fn acknowledge(transaction_id: &[u8], version: u8) -> Vec<u8> {
    let mut octets = head(0x85, transaction_id, version);
    octets.extend(NO_REPORT);
    octets
}

/// X-Mms-Report-Allowed: no.
const NO_REPORT: [u8; 2] = [0x91, 0x81];

fn head(message_type: u8, transaction_id: &[u8], version: u8) -> Vec<u8> {
    let mut octets = vec![0x8C, message_type, 0x98];
    if transaction_id.first().is_some_and(|first| *first >= 0x80) {
        octets.push(0x7F); // a quote, so that it is not taken for a number
    }
    octets.extend(transaction_id.iter().filter(|octet| **octet != 0));
    octets.extend([0, 0x8D, 0x80 | version]);
    octets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octet_by_octet() {
        assert_eq!(
            notify_response(b"TR9", 0x12, NotifyStatus::Deferred),
            b"\x8C\x83\x98TR9\0\x8D\x92\x95\x83\x91\x81"
        );
        assert_eq!(
            acknowledge(b"TR9", 0x10),
            b"\x8C\x85\x98TR9\0\x8D\x90\x91\x81"
        );
    }

    #[test]
    fn an_identifier_cannot_break_out_of_its_field() {
        let hostile = acknowledge(b"\x8C\x80\0\x98x", 0x12);
        assert_eq!(hostile, b"\x8C\x85\x98\x7F\x8C\x80\x98x\0\x8D\x92\x91\x81");
    }
}
