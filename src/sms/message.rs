//! Messages as they were read.

use super::{
    Address, Body, Concatenation, Defect, Fingerprint, Ports, Stamp, UserData, header::Header,
};

/// A PDU, read as far as it can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pdu {
    /// The service centre that carried it.
    pub service_centre: Option<Address>,
    /// What it is.
    pub message: Message,
    /// Octets without the service centre, as `+CMGR` counts.
    pub tpdu_len: usize,
    /// What is wrong with it.
    pub defects: Vec<Defect>,
}

impl Pdu {
    /// Compares with the length that came with the PDU, and notes when it is another.
    #[must_use]
    pub fn against(mut self, announced: usize) -> Self {
        if announced != self.tpdu_len {
            self.defects.push(Defect::Length {
                announced,
                present: self.tpdu_len,
            });
        }
        self
    }
}

/// The three messages that a modem shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Received.
    Deliver(Deliver),
    /// What became of one that was sent.
    StatusReport(StatusReport),
    /// On its way out.
    Submit(Submit),
}

/// SMS-DELIVER: a message that was received, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deliver {
    /// TP-OA. When there is a reply address, this is a gateway; see [`Deliver::sender`].
    pub from: Address,
    /// When the service centre got it.
    pub stamp: Stamp,
    /// TP-PID.
    pub protocol: u8,
    /// The service centre holds more messages for us.
    pub more_to_come: bool,
    /// Header and contents.
    pub data: UserData,
    /// What it says. Of a part: read by itself, see [`super::Assembly`].
    pub body: Body,
    /// By which it is known when it comes again.
    pub fingerprint: Fingerprint,
}

impl Deliver {
    /// Who sent it: the reply address (IE 0x22) if there is one, else TP-OA.
    #[must_use]
    pub fn sender(&self) -> &Address {
        self.header().reply.as_ref().unwrap_or(&self.from)
    }

    /// TP-OA where it is not the sender.
    #[must_use]
    pub fn gateway(&self) -> Option<&Address> {
        (self.sender() != &self.from).then_some(&self.from)
    }

    /// The user data header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.data.header
    }

    /// Which part of a longer message it is.
    #[must_use]
    pub const fn concatenation(&self) -> Option<Concatenation> {
        self.data.header.concatenation
    }

    /// For which application it is.
    #[must_use]
    pub const fn ports(&self) -> Option<Ports> {
        self.data.header.ports
    }
}

/// SMS-STATUS-REPORT: what became of a text that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReport {
    /// TP-MR, as `+CMGS` gave it.
    pub reference: u8,
    /// To whom it was sent.
    pub to: Address,
    /// When the service centre got it.
    pub sent: Stamp,
    /// When it was delivered or given up.
    pub done: Stamp,
    /// What became of it.
    pub status: Status,
}

/// TP-ST (TS 23.040 9.2.3.15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status(pub u8);

/// What a status means for whoever sent the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It arrived, or was replaced by a later one.
    Done,
    /// Not yet; the service centre goes on trying.
    Trying,
    /// It will not arrive.
    Failed,
}

impl Status {
    /// Its meaning. Reserved values count as failures (9.2.3.15).
    #[must_use]
    pub const fn delivery(self) -> Delivery {
        match self.0 {
            0x00..=0x1F => Delivery::Done,
            0x20..=0x3F => Delivery::Trying,
            _ => Delivery::Failed,
        }
    }
}

/// SMS-SUBMIT: a text on its way out, as a technician finds it in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submit {
    /// TP-MR.
    pub reference: u8,
    /// To whom.
    pub to: Address,
    /// TP-PID.
    pub protocol: u8,
    /// TP-VP: nothing, one octet (relative) or seven.
    pub validity: Vec<u8>,
    /// TP-SRR: a status report is asked for.
    pub wants_report: bool,
    /// Header and contents.
    pub data: UserData,
    /// What it says.
    pub body: Body,
}
