//! What the client says about a message: `m-notifyresp-ind` and `m-acknowledge-ind`
//! (OMA-TS-MMS_ENC 6.2 and 6.4), read.

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `m-notifyresp-ind`: an answer to the notification.
    NotifyResponse,
    /// `m-acknowledge-ind`: the message has come.
    Acknowledge,
}

/// `X-Mms-Status` (7.3.47).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// 0x81: fetched.
    Retrieved,
    /// 0x82: not wanted.
    Rejected,
    /// 0x83: will be fetched later.
    Deferred,
    /// Any other number.
    Other(u8),
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Answer {
    /// Which of the two.
    pub kind: Kind,
    /// `X-Mms-Transaction-ID`.
    pub transaction: String,
    /// Only in `m-notifyresp-ind`.
    pub status: Option<Status>,
}

/// Reads an answer; the message is why it is none.
pub(super) fn read(octets: &[u8]) -> Result<Answer, &'static str> {
    let kind = match octets {
        [0x8C, 0x83, ..] => Kind::NotifyResponse,
        [0x8C, 0x85, ..] => Kind::Acknowledge,
        [0x8C, _, ..] => return Err("another type of message"),
        _ => return Err("no message type in front"),
    };
    let mut rest = &octets[2..];
    let (mut transaction, mut version, mut status) = (None, false, None);
    while let [field, tail @ ..] = rest {
        rest = match (field, tail) {
            (0x98, _) => {
                let end = tail
                    .iter()
                    .position(|o| *o == 0)
                    .ok_or("a text without an end")?;
                transaction = Some(String::from_utf8_lossy(&tail[..end]).into_owned());
                &tail[end + 1..]
            }
            (0x8D, [0x90..=0x93, tail @ ..]) => {
                version = true;
                tail
            }
            (0x95, [value, tail @ ..]) => {
                status = Some(match value {
                    0x81 => Status::Retrieved,
                    0x82 => Status::Rejected,
                    0x83 => Status::Deferred,
                    other => Status::Other(*other),
                });
                tail
            }
            (0x91, [0x80 | 0x81, tail @ ..]) => tail, // X-Mms-Report-Allowed
            _ => return Err("a field that does not belong there"),
        };
    }
    let transaction = transaction.ok_or("no transaction id")?;
    if !version {
        return Err("no version");
    }
    if (kind == Kind::NotifyResponse) != status.is_some() {
        return Err("the status is missing, or too much");
    }
    Ok(Answer {
        kind,
        transaction,
        status,
    })
}
