//! What `AT+QIGETERROR` says (Quectel EC2x TCP/IP manual, summary of error codes).

/// The number and its words.
pub(super) fn words(code: u16) -> &'static str {
    match code {
        0 => "operate successfully",
        552 => "invalid parameters",
        555 => "operation not supported",
        561 => "open PDP context failed",
        563 => "socket identity has been used",
        565 => "DNS parse failed",
        566 => "socket connect failed",
        567 => "socket has been closed",
        568 => "operation busy",
        570 => "PDP context broken down",
        572 => "operation not allowed",
        573 => "APN not configured",
        _ => "unknown error",
    }
}
