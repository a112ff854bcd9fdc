//! Octets to messages: SMS-DELIVER, SMS-STATUS-REPORT, SMS-SUBMIT (TS 23.040 9.2.2).

use super::{
    Address, Body, Coding, Defect, Deliver, Fingerprint, Message, Pdu, Stamp, Status, StatusReport,
    Submit, UserData, address::NoAddress, hex, reader::Reader,
};

/// Why no message could be made of a PDU.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PduError {
    /// A character that is no hexadecimal digit.
    #[error("reading a PDU: character {} is no hexadecimal digit", at + 1)]
    NotHex {
        /// Where, from 0.
        at: usize,
    },
    /// An odd number of hexadecimal digits.
    #[error("reading a PDU: it ends with half an octet; read the slot again")]
    HalfOctet,
    /// Nothing there.
    #[error("reading a PDU: it is empty")]
    Empty,
    /// The address of the service centre is longer than the PDU, or than an address can be.
    #[error("reading a PDU: a service centre address of {announced} octets in {present}")]
    ServiceCentre {
        /// Octets announced.
        announced: usize,
        /// Octets that are there.
        present: usize,
    },
    /// An address is longer than any can be: what follows cannot be told.
    #[error("reading a PDU: an address of {0} digits")]
    Address(usize),
    /// It ends before its text begins; whose it was may be known.
    #[error("reading a PDU: it ends before {missing}; read the slot again")]
    CutShort {
        /// What should have followed.
        missing: Field,
        /// Who sent it, when that could be read.
        from: Option<Address>,
    },
}

/// A field of a PDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The first octet.
    Type,
    /// TP-MR.
    Reference,
    /// TP-OA, TP-DA or TP-RA.
    Address,
    /// TP-PID.
    Protocol,
    /// TP-DCS.
    Coding,
    /// TP-SCTS, TP-DT or TP-VP.
    Time,
    /// TP-ST.
    Status,
    /// TP-UDL.
    UserData,
}

impl std::fmt::Display for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Type => "the message type",
            Self::Reference => "the message reference",
            Self::Address => "the address",
            Self::Protocol => "the protocol",
            Self::Coding => "the data coding",
            Self::Time => "the time",
            Self::Status => "the status",
            Self::UserData => "the user data",
        })
    }
}

/// The longest service centre address: a type and 20 digits.
const MAX_SERVICE_CENTRE: usize = 12;

/// Reads a PDU as `AT+CMGR`, `AT+CMGL`, `+CMT` and `+CDS` give it, with the service centre in front.
///
/// # Errors
///
/// When it ends before a message can be told. Everything less is a message with [`Pdu::defects`].
pub fn decode(octets: &[u8]) -> Result<Pdu, PduError> {
    if octets.is_empty() {
        return Err(PduError::Empty);
    }
    let mut reader = Reader::new(octets);
    let service_centre = service_centre(&mut reader)?;
    let tpdu_len = reader.len();
    let mut defects = Vec::new();
    let first = reader.octet().ok_or(PduError::CutShort {
        missing: Field::Type,
        from: None,
    })?;
    let message = match first & 0b11 {
        0b01 => Message::Submit(submit(first, &mut reader, &mut defects)?),
        0b10 => Message::StatusReport(status_report(first, &mut reader, &mut defects)?),
        kind => {
            if kind == 0b11 {
                defects.push(Defect::ReservedType);
            }
            Message::Deliver(deliver(first, &mut reader, &mut defects)?)
        }
    };
    if !reader.is_empty() {
        defects.push(Defect::Trailing {
            octets: reader.len(),
        });
    }
    Ok(Pdu {
        service_centre,
        message,
        tpdu_len,
        defects,
    })
}

/// [`decode`] of hexadecimal digits.
///
/// # Errors
///
/// The same, and when they are no hexadecimal digits.
pub fn decode_hex(hex: &str) -> Result<Pdu, PduError> {
    decode(&hex::octets(hex)?)
}

/// The octets of a PDU without its service centre: what `+CMGR: …,<length>` has to say. When it says
/// something else, a byte was lost on the way, and the slot is to be read again.
#[must_use]
pub fn tpdu_len(octets: &[u8]) -> Option<usize> {
    let (service_centre, rest) = octets.split_first()?;
    rest.len().checked_sub(usize::from(*service_centre))
}

fn service_centre(reader: &mut Reader<'_>) -> Result<Option<Address>, PduError> {
    let announced = usize::from(reader.octet().unwrap_or(0));
    let wrong = PduError::ServiceCentre {
        announced,
        present: reader.len(),
    };
    if announced > MAX_SERVICE_CENTRE {
        return Err(wrong);
    }
    let octets = reader.take(announced).ok_or(wrong)?;
    Ok(Address::service_centre(octets))
}

/// 9.2.2.1.
fn deliver(
    first: u8,
    reader: &mut Reader<'_>,
    defects: &mut Vec<Defect>,
) -> Result<Deliver, PduError> {
    let before = reader.rest();
    let from = address(reader)?;
    let from_octets = &before[..before.len() - reader.len()];
    let cut = |missing| PduError::CutShort {
        missing,
        from: Some(from.clone()),
    };
    let protocol = reader.octet().ok_or_else(|| cut(Field::Protocol))?;
    let coding = reader.octet().ok_or_else(|| cut(Field::Coding))?;
    let stamp = stamp(reader, defects).ok_or_else(|| cut(Field::Time))?;
    let user_data_octets = reader.rest();
    let data = UserData::read(Coding::new(coding), first & 0x40 != 0, reader, defects)
        .ok_or_else(|| cut(Field::UserData))?;
    let body = body(&data, defects);
    let user_data_octets = &user_data_octets[..user_data_octets.len() - reader.len()];
    Ok(Deliver {
        fingerprint: Fingerprint::of(from_octets, stamp, user_data_octets),
        from,
        stamp,
        protocol,
        more_to_come: first & 0x04 == 0,
        data,
        body,
    })
}

/// 9.2.2.2.
fn submit(
    first: u8,
    reader: &mut Reader<'_>,
    defects: &mut Vec<Defect>,
) -> Result<Submit, PduError> {
    let cut = |missing| PduError::CutShort {
        missing,
        from: None,
    };
    let reference = reader.octet().ok_or_else(|| cut(Field::Reference))?;
    let to = address(reader)?;
    let protocol = reader.octet().ok_or_else(|| cut(Field::Protocol))?;
    let coding = reader.octet().ok_or_else(|| cut(Field::Coding))?;
    let validity = match first >> 3 & 0b11 {
        0b00 => 0,
        0b10 => 1,
        _ => 7,
    };
    let validity = reader.take(validity).ok_or_else(|| cut(Field::Time))?;
    let data = UserData::read(Coding::new(coding), first & 0x40 != 0, reader, defects)
        .ok_or_else(|| cut(Field::UserData))?;
    let body = body(&data, defects);
    Ok(Submit {
        reference,
        to,
        protocol,
        validity: validity.to_vec(),
        wants_report: first & 0x20 != 0,
        data,
        body,
    })
}

/// 9.2.2.3. What may follow the status is not needed, and left.
fn status_report(
    first: u8,
    reader: &mut Reader<'_>,
    defects: &mut Vec<Defect>,
) -> Result<StatusReport, PduError> {
    let reference = reader.octet().ok_or(PduError::CutShort {
        missing: Field::Reference,
        from: None,
    })?;
    let to = address(reader)?;
    let cut = |missing| PduError::CutShort {
        missing,
        from: Some(to.clone()),
    };
    let stamp_sent = stamp(reader, defects).ok_or_else(|| cut(Field::Time))?;
    let stamp_done = stamp(reader, defects).ok_or_else(|| cut(Field::Time))?;
    let status = reader.octet().ok_or_else(|| cut(Field::Status))?;
    // TP-PI says which of TP-PID, TP-DCS and TP-UD follow; its top bit, that another TP-PI does.
    let mut follows = 0;
    while let Some(indicator) = reader.octet() {
        follows |= indicator;
        if indicator & 0x80 == 0 {
            break;
        }
    }
    if follows & 0x01 != 0 {
        let _protocol = reader.octet();
    }
    let coding = if follows & 0x02 != 0 {
        reader.octet().unwrap_or(0)
    } else {
        0
    };
    if follows & 0x04 != 0 {
        let _text = UserData::read(Coding::new(coding), first & 0x40 != 0, reader, defects);
    }
    Ok(StatusReport {
        reference,
        to,
        sent: stamp_sent,
        done: stamp_done,
        status: Status(status),
    })
}

/// What it says by itself. A part may begin or end inside a character, which is no defect.
fn body(data: &UserData, defects: &mut Vec<Defect>) -> Body {
    let (body, defect) = data.read_body();
    let is_part = data.header.concatenation.is_some();
    defects.extend(defect.filter(|defect| !is_part || *defect != Defect::Unreadable));
    body
}

fn address(reader: &mut Reader<'_>) -> Result<Address, PduError> {
    Address::read(reader).map_err(|error| match error {
        NoAddress::Short => PduError::CutShort {
            missing: Field::Address,
            from: None,
        },
        NoAddress::Long(digits) => PduError::Address(digits),
    })
}

fn stamp(reader: &mut Reader<'_>, defects: &mut Vec<Defect>) -> Option<Stamp> {
    let octets = *reader.take(7)?.first_chunk()?;
    let stamp = Stamp::new(octets);
    if stamp.utc().is_none() && !defects.contains(&Defect::Stamp) {
        defects.push(Defect::Stamp);
    }
    Some(stamp)
}
