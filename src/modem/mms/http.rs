//! What is asked of an MMSC, as HTTP/1.1; [`crate::http`] reads the answer.

use crate::sms::{mms, mmsc::FetchUrl};

use super::Work;

/// A request. Through a proxy it names the whole address.
pub(super) fn request(work: &Work, url: &FetchUrl, through_proxy: bool) -> Vec<u8> {
    let target = if through_proxy {
        url.whole()
    } else {
        url.path().to_owned()
    };
    let host = match url.port() {
        80 => url.host().to_owned(),
        port => format!("{}:{port}", url.host()),
    };
    let (method, about_body, body) = match work {
        Work::Get => ("GET", String::new(), &[][..]),
        Work::Post(body) => (
            "POST",
            format!(
                "Content-Type: {}\r\nContent-Length: {}\r\n",
                mms::CONTENT_TYPE,
                body.len()
            ),
            body.as_slice(),
        ),
    };
    let mut request = format!(
        "{method} {target} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n{about_body}Connection: close\r\n\r\n"
    )
    .into_bytes();
    request.extend(body);
    request
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sms::mmsc::{Carrier, Hosts};

    #[test]
    fn requests_as_they_go_out() {
        let hosts = Hosts::of(Carrier::Kt);
        let url = FetchUrl::allow("http://mmsc.ktfwing.com:9082/a?b", &hosts).unwrap();
        assert_eq!(
            request(&Work::Get, &url, false),
            b"GET /a?b HTTP/1.1\r\nHost: mmsc.ktfwing.com:9082\r\nAccept: */*\r\nConnection: close\r\n\r\n"
        );
        let post = request(&Work::Post(b"\x8C\x83".to_vec()), &url, true);
        let post = post.strip_prefix(b"POST http://mmsc.ktfwing.com:9082/a?b HTTP/1.1\r\n");
        let post = post.unwrap();
        assert!(post.ends_with(b"Content-Length: 2\r\nConnection: close\r\n\r\n\x8C\x83"));
    }
}
