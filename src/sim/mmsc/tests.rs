use proptest::prelude::*;

use super::*;

fn lms() -> Lms {
    Lms::new("01023456789", "(광고) 가을", "가나다 마트입니다.")
}

fn mmsc(lms: Lms) -> (Mmsc, u32) {
    let mut mmsc = Mmsc::new(Setup::default());
    let id = mmsc.accept(lms);
    (mmsc, id)
}

fn get(mmsc: &mut Mmsc, id: u32, fault: Option<Fault>) -> Served {
    let path = mmsc.path(id).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: mms.example.invalid\r\n\r\n");
    mmsc.serve(request.as_bytes(), fault)
}

fn post(mmsc: &mut Mmsc, body: &[u8]) -> Served {
    let head = format!(
        "POST / HTTP/1.1\r\nHost: mms.example.invalid\r\nContent-Type: application/vnd.wap.mms-message\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let request = [head.as_bytes(), body].concat();
    assert!(Mmsc::is_whole(&request) && !Mmsc::is_whole(&request[..request.len() - 1]));
    mmsc.serve(&request, None)
}

fn body(served: &Served) -> &[u8] {
    let end = served
        .octets
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .unwrap();
    &served.octets[end + 4..]
}

/// Field by field, by hand from OMA-TS-MMS_ENC.
#[test]
fn the_notification_has_every_field() {
    let (mmsc, id) = mmsc(lms());
    let url = mmsc.location(id).unwrap();
    let mut want = vec![0x01, 0x06, 0x03, 0xBE, 0xAF, 0x84, 0x8C, 0x82, 0x98];
    want.extend(b"TR0001\0\x8D\x92\x89\x17\x80");
    want.extend(b"01023456789/TYPE=PLMN\0\x96");
    let subject = "(광고) 가을".as_bytes();
    want.extend([u8::try_from(subject.len()).unwrap() + 2, 0xEA]);
    want.extend(subject);
    want.extend([0x00, 0x8A, 0x80, 0x8E, 0x02]);
    want.extend(u16::try_from(lms().body.len() + 600).unwrap().to_be_bytes());
    want.extend([0x88, 0x05, 0x81, 0x03, 0x03, 0xF4, 0x80, 0x83]);
    want.extend(url.as_bytes());
    want.push(0);
    assert_eq!(mmsc.notification(id), Some(want));
    assert!(url.starts_with("http://mms.example.invalid:9082/"));
}

#[test]
fn a_korean_first_letter_is_quoted() {
    let mut own = lms();
    own.subject = Some("가".to_owned());
    let (mmsc, id) = mmsc(own);
    let push = mmsc.notification(id).unwrap();
    let field = [0x96, 0x06, 0xEA, 0x7F, 0xEA, 0xB0, 0x80, 0x00];
    assert!(push.windows(field.len()).any(|w| w == field));
}

#[test]
fn the_message_has_its_text_in_its_character_set() {
    for (charset, number, words) in [
        (
            Charset::Utf8,
            &[0x81, 0xEA][..],
            "가나다 마트입니다.".as_bytes().to_vec(),
        ),
        (
            Charset::EucKr,
            &[0x81, 0xA6],
            vec![0xB0, 0xA1, 0xB3, 0xAA, 0xB4, 0xD9],
        ),
        (
            Charset::Ksc5601,
            &[0x81, 0xA4],
            vec![0xB0, 0xA1, 0xB3, 0xAA, 0xB4, 0xD9],
        ),
        (
            Charset::Utf16,
            &[0x81, 0x02, 0x03, 0xF7],
            vec![0xFE, 0xFF, 0xAC, 0x00, 0xB0, 0x98],
        ),
    ] {
        let mut own = lms();
        own.charset = charset;
        let (mut mmsc, id) = mmsc(own);
        let served = get(&mut mmsc, id, None);
        let octets = body(&served);
        assert_eq!(&octets[..3], [0x8C, 0x84, 0x98]);
        let has = |part: &[u8]| octets.windows(part.len()).any(|w| w == part);
        assert!(
            has(&words) && has(&[&[0x83], number].concat()),
            "{charset:?}"
        );
        assert!(has(b"<smil>"));
        let transaction = "TR0001".to_owned();
        assert_eq!(served.event, Some(Event::Fetched { transaction }));
    }
}

#[test]
fn an_acknowledged_message_is_gone() {
    for (answer, kind) in [
        (
            &b"\x8C\x83\x98TR0001\0\x8D\x92\x95\x81\x91\x80"[..],
            Kind::NotifyResponse,
        ),
        (b"\x8C\x85\x98TR0001\0\x8D\x92", Kind::Acknowledge),
    ] {
        let (mut mmsc, id) = mmsc(lms());
        let served = post(&mut mmsc, answer);
        assert!(served.octets.starts_with(b"HTTP/1.1 200 "));
        assert!(matches!(&served.event, Some(Event::Answered(a)) if a.kind == kind));
        assert!(!mmsc.tells_again(id) && mmsc.notification(id).is_none());
    }
}

#[test]
fn a_deferred_message_is_told_of_again_a_few_times() {
    let (mut mmsc, id) = mmsc(lms());
    post(&mut mmsc, b"\x8C\x83\x98TR0001\0\x8D\x92\x95\x83");
    let times = (0..10).filter(|_| mmsc.tells_again(id)).count();
    assert_eq!(times, 3);
    assert!(mmsc.notification(id).is_some()); // a late fetch still finds it
}

#[test]
fn wrong_answers_are_refused() {
    let (mut mmsc, _) = mmsc(lms());
    for wrong in [
        &b"\x8C\x83\x98TR0001\0\x8D\x92"[..],    // no status
        b"\x8C\x85\x98TR0001\0",                 // no version
        b"\x8C\x83\x98TR0009\0\x8D\x92\x95\x81", // unknown
        b"\x8C\x80\x98TR0001\0\x8D\x92",         // m-send-req
        b"hello",
        b"",
    ] {
        let served = post(&mut mmsc, wrong);
        assert!(
            matches!(served.event, Some(Event::Refused { .. })),
            "{wrong:?}"
        );
    }
    let form = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n\r\n";
    assert!(mmsc.serve(form, None).octets.starts_with(b"HTTP/1.1 415 "));
    let hostless = b"GET / HTTP/1.1\r\n\r\n";
    assert!(
        mmsc.serve(hostless, None)
            .octets
            .starts_with(b"HTTP/1.1 400 ")
    );
}

#[test]
fn every_fault_shows() {
    let (mut mmsc, id) = mmsc(lms());
    let right = get(&mut mmsc, id, None);
    let head = |served: &Served| String::from_utf8_lossy(&served.octets).into_owned();
    assert_eq!(get(&mut mmsc, id, Some(Fault::Silent)).octets, b"");
    assert!(head(&get(&mut mmsc, id, Some(Fault::Refuses(503)))).starts_with("HTTP/1.1 503 "));
    let home = head(&get(&mut mmsc, id, Some(Fault::RedirectsHome)));
    assert!(home.contains("Location: http://d-mms.example.invalid:9082/"));
    let away = head(&get(&mut mmsc, id, Some(Fault::RedirectsAway)));
    assert!(away.contains("Location: http://elsewhere.example.invalid:9082/"));
    assert!(
        get(&mut mmsc, id, Some(Fault::Huge(2_000_000)))
            .octets
            .len()
            > 2_000_000
    );
    let dropped = get(&mut mmsc, id, Some(Fault::Drops(100)));
    assert!(dropped.breaks && dropped.event.is_none() && body(&dropped).len() == 100);
    let chunked = get(&mut mmsc, id, Some(Fault::Chunked));
    assert!(
        head(&chunked).contains("Transfer-Encoding: chunked\r\n")
            && chunked.octets.ends_with(b"\r\n0\r\n\r\n")
    );
    assert!(!head(&chunked).contains("Content-Length"));
    assert!(get(&mut mmsc, id, Some(Fault::NoLength)).closes);
    assert!(head(&get(&mut mmsc, id, Some(Fault::Tricky))).contains("\r\n+QHTTPREAD: 0\r\n"));
    for garble in [
        Garble::CutOff(9),
        Garble::NoEnd,
        Garble::HeadersOverrun,
        Garble::ValueOverruns,
        Garble::EndlessNumber,
        Garble::PartsLie,
        Garble::DataOverruns,
        Garble::NotMms,
    ] {
        let wrong = get(&mut mmsc, id, Some(Fault::Garbled(garble)));
        assert_ne!(body(&wrong), body(&right), "{garble:?}");
    }
}

#[test]
fn every_garbled_notification_differs() {
    let (right, id) = mmsc(lms());
    let right = right.notification(id);
    for garble in [
        Garble::CutOff(30),
        Garble::NoEnd,
        Garble::HeadersOverrun,
        Garble::ValueOverruns,
        Garble::EndlessNumber,
        Garble::WrongType,
        Garble::SizeLies,
        Garble::ForeignHost,
        Garble::UserInUrl,
        Garble::LinesInUrl,
        Garble::OtherScheme,
        Garble::LongUrl,
    ] {
        let mut own = lms();
        own.garble = Some(garble);
        let (wrong, id) = mmsc(own);
        assert_ne!(wrong.notification(id), right, "{garble:?}");
    }
}

#[test]
fn numbers_of_variable_length() {
    // WAP-230-WSP 8.1.2: 0x87A5 is written 0x82 0x8F 0x25.
    assert_eq!(wsp::uintvar(0x87A5), [0x82, 0x8F, 0x25]);
    assert_eq!(wsp::uintvar(127), [0x7F]);
    assert_eq!(wsp::long_integer(0), [0x01, 0x00]);
    assert_eq!(wsp::value_length(31), [0x1F, 0x1F]);
}

proptest! {
    #[test]
    fn no_request_makes_it_panic(request in prop::collection::vec(any::<u8>(), 0..80)) {
        let (mut mmsc, _) = mmsc(lms());
        let _ = mmsc.serve(&request, None);
        let _ = post(&mut mmsc, &request);
    }
}
