//! What an MMSC may do wrong.

/// One answer of the MMSC that is not the right one (F93).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// It takes the request and never answers.
    Silent,
    /// It answers with this status and no message: 404, 500, 503.
    Refuses(u16),
    /// It sends the client on to another host of the same carrier.
    RedirectsHome,
    /// It sends the client on to a host that is none of the carrier's.
    RedirectsAway,
    /// It sends the client on to where it came from.
    RedirectsInCircles,
    /// The message has so many octets of padding before its end.
    Huge(usize),
    /// The connection ends behind this many octets of the body, however many were announced.
    Drops(usize),
    /// The body comes in chunks, without its length.
    Chunked,
    /// The body ends where the connection ends, without its length.
    NoLength,
    /// The body is wrong (F92).
    Garbled(Garble),
    /// The text has lines in it that look like answers of the module.
    Tricky,
}

/// One way for a notification or a message to be wrong (F92).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Garble {
    /// Only the first so many octets are there.
    CutOff(usize),
    /// The last octet, which ends a text, is missing.
    NoEnd,
    /// The length of the headers, or of the content type, is greater than what follows.
    HeadersOverrun,
    /// The length of the sender's address is greater than what follows.
    ValueOverruns,
    /// A number of variable length never ends.
    EndlessNumber,
    /// It is no push (notification only).
    WrongType,
    /// It says that the message has four gigabytes (notification only).
    SizeLies,
    /// The message waits at a host that is none of the carrier's (notification only).
    ForeignHost,
    /// There is a user in front of the host (notification only).
    UserInUrl,
    /// The URL has line ends and a header line in it (notification only).
    LinesInUrl,
    /// The URL begins with `https` (notification only).
    OtherScheme,
    /// The URL is longer than 400 characters (notification only).
    LongUrl,
    /// It says that there are 200 parts (message only).
    PartsLie,
    /// A part says that it is longer than what follows (message only).
    DataOverruns,
    /// It is a page for people (message only).
    NotMms,
}
