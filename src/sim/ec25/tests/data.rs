//! Data: bearers, names, HTTP and TCP.

use super::*;

impl Bench {
    /// Writes these octets and returns what came by the time of a final result.
    pub(super) fn write_and_wait(&mut self, octets: &[u8]) -> String {
        self.host.clear();
        self.write(octets);
        self.wait()
    }

    /// Runs until this has been heard, and returns everything since the last look.
    pub(super) fn until(&mut self, words: &str) -> String {
        for _ in 0..200_000 {
            if self.host.contains(words) {
                return std::mem::take(&mut self.host);
            }
            self.run(1);
        }
        panic!("never heard {words:?}, only {:?}", self.host);
    }

    /// A bearer is up.
    pub(super) fn online(mut self) -> Self {
        for line in [
            "AT+QICSGP=1,1,\"lte.example.invalid\",\"\",\"\",0",
            "AT+QIACT=1",
        ] {
            assert_eq!(self.send(line), "\r\nOK\r\n", "{line}");
        }
        self
    }

    /// The URL is this one.
    pub(super) fn url(&mut self, url: &str) -> String {
        self.host.clear();
        let line = format!("AT+QHTTPURL={},30\r", url.len());
        self.write(line.as_bytes());
        self.until("\r\nCONNECT\r\n");
        self.write_and_wait(url.as_bytes())
    }
}

#[test]
fn a_bearer_comes_and_goes() {
    let mut bench = Bench::new().ready();
    assert_eq!(bench.send("AT+QIACT=1"), "\r\nERROR\r\n");
    let why = "\r\n+QIGETERROR: 573,APN not configured\r\n\r\nOK\r\n";
    assert_eq!(bench.send("AT+QIGETERROR"), why);
    assert_eq!(bench.send("AT+QIACT?"), "\r\nOK\r\n");
    let mut bench = bench.online();
    assert_eq!(
        bench.send("AT+QICSGP=1"),
        "\r\n+QICSGP: 1,\"lte.example.invalid\",\"\",\"\",0\r\n\r\nOK\r\n"
    );
    let active = "\r\n+QIACT: 1,1,1,\"10.7.157.1\"\r\n\r\nOK\r\n";
    assert_eq!(bench.send("AT+QIACT?"), active);
    assert_eq!(bench.send("AT+QIACT=1"), "\r\nERROR\r\n"); // it is up already
    assert_eq!(bench.send("AT+QIDEACT=1"), "\r\nOK\r\n");
    assert_eq!(bench.send("AT+QIACT?"), "\r\nOK\r\n");
    bench.modem.finish_session();
    assert_eq!(bench.rules(), []);
}

#[test]
fn the_network_takes_one_apn_only_when_it_is_so() {
    let mut bench = Bench::with(Profile {
        apn: Some("mms.example.invalid".to_owned()),
        ..Profile::default()
    })
    .ready();
    bench.send("AT+QICSGP=1,1,\"lte.example.invalid\"");
    assert_eq!(bench.send("AT+QIACT=1"), "\r\nERROR\r\n");
    assert!(bench.send("AT+QIGETERROR").contains("561,"));
    bench.send("AT+QICSGP=1,1,\"mms.example.invalid\"");
    assert_eq!(bench.send("AT+QIACT=1"), "\r\nOK\r\n");
}

#[test]
fn names_are_known_to_the_carrier_alone() {
    let mut bench = Bench::new().ready();
    assert_eq!(
        bench.send("AT+QIDNSGIP=1,\"mms.example.invalid\""),
        "\r\nERROR\r\n"
    );
    let mut bench = bench.online();
    assert_eq!(
        bench.send("AT+QIDNSGIP=1,\"mms.example.invalid\""),
        "\r\nOK\r\n"
    );
    assert_eq!(
        bench.hear(1_000),
        "\r\n+QIURC: \"dnsgip\",0,1,600\r\n\r\n+QIURC: \"dnsgip\",\"10.52.0.10\"\r\n"
    );
    bench.send("AT+QIDNSGIP=1,\"nobody.example.invalid\"");
    assert_eq!(bench.hear(1_000), "\r\n+QIURC: \"dnsgip\",565\r\n");
    let servers = "\r\n+QIDNSCFG: 1,\"10.52.0.1\",\"10.52.0.2\"\r\n\r\nOK\r\n";
    assert_eq!(bench.send("AT+QIDNSCFG=1"), servers);
    // A public name server gives an address that leads nowhere.
    bench.send("AT+QIDNSCFG=1,\"192.0.2.53\"");
    bench.send("AT+QIDNSGIP=1,\"mms.example.invalid\"");
    assert!(bench.hear(1_000).ends_with("\"fd00:52::10\"\r\n"));
}

#[test]
fn http_wants_its_order() {
    let mut bench = Bench::new().ready();
    assert_eq!(bench.send("AT+QHTTPGET=60"), "\r\n+CME ERROR: 709\r\n");
    let mut bench = bench.online();
    assert_eq!(bench.send("AT+QHTTPGET=60"), "\r\n+CME ERROR: 712\r\n");
    assert_eq!(bench.send("AT+QHTTPREAD=60"), "\r\n+CME ERROR: 705\r\n");
    assert_eq!(
        bench.url("https://mms.example.invalid/"),
        "\r\n+CME ERROR: 711\r\n"
    );
    assert_eq!(
        bench.url("http://mms.example.invalid:9082/none"),
        "\r\nOK\r\n"
    );
    assert_eq!(bench.send("AT+QHTTPGET=60"), "\r\nOK\r\n");
    assert_eq!(bench.send("AT+QHTTPREAD=60"), "\r\n+CME ERROR: 703\r\n");
    assert_eq!(bench.send("AT+QHTTPGET=60"), "\r\n+CME ERROR: 703\r\n");
    assert!(
        bench
            .until("+QHTTPGET: ")
            .ends_with("\r\n+QHTTPGET: 0,404,0\r\n")
    );
    assert_eq!(bench.rules(), [Rule::ReadBeforeResponse; 2]);
}

#[test]
fn a_url_that_does_not_come_costs_the_command() {
    let mut bench = Bench::new().ready().online();
    bench.write(b"AT+QHTTPURL=30,2\r");
    bench.until("CONNECT\r\n");
    bench.write(b"http://");
    bench.call(); // it rings, and the port is in data mode
    assert_eq!(bench.hear(1_900), "");
    let late = bench.hear(200);
    assert!(
        late.starts_with("\r\n+CME ERROR: 726\r\n\r\nRING\r\n"),
        "{late}"
    );
    // The rest of the URL is now a line of nonsense.
    bench.write(b"mms.example.invalid/\r");
    assert_eq!(bench.rules(), [Rule::NotACommand]);
}

#[test]
fn http_settings_are_asked_and_set() {
    let mut bench = Bench::new().ready();
    assert_eq!(bench.send("AT+QHTTPCFG=\"contextid\",1"), "\r\nOK\r\n");
    assert_eq!(bench.send("AT+QHTTPCFG=\"responseheader\",1"), "\r\nOK\r\n");
    let answer = "\r\n+QHTTPCFG: \"responseheader\",1\r\n\r\nOK\r\n";
    assert_eq!(bench.send("AT+QHTTPCFG=\"responseheader\""), answer);
    assert_eq!(
        bench.send("AT+QHTTPCFG=\"nonsense\",1"),
        "\r\n+CME ERROR: 730\r\n"
    );
}

/// A GET that finds nothing, as raw octets.
const GET: &[u8] = b"GET /none HTTP/1.1\r\nHost: mms.example.invalid\r\n\r\n";
const NONE: &str = "HTTP/1.1 404 Not Found\r\nServer: mmsc\r\nContent-Length: 0\r\n\r\n";

#[test]
fn a_socket_is_opened_written_read_and_closed() {
    let mut bench = Bench::new().ready().online();
    let open = "AT+QIOPEN=1,0,\"TCP\",\"mms.example.invalid\",9082,0,0";
    assert_eq!(bench.send(open), "\r\nOK\r\n");
    assert_eq!(bench.until("+QIOPEN: 0,0\r\n"), "\r\n+QIOPEN: 0,0\r\n");
    assert_eq!(bench.send(open), "\r\nERROR\r\n");
    assert!(bench.send("AT+QIGETERROR").contains("563,"));
    assert!(
        bench
            .send("AT+QISTATE=1,0")
            .contains(",\"TCP\",\"10.52.0.10\",9082,500")
    );
    assert_eq!(bench.send(&format!("AT+QISEND=0,{}", GET.len())), "\r\n> ");
    assert_eq!(bench.write_and_wait(GET), "\r\nSEND OK\r\n");
    assert_eq!(bench.until("recv\",0\r\n"), "\r\n+QIURC: \"recv\",0\r\n");
    bench.run(500);
    let length = NONE.len();
    assert_eq!(
        bench.send("AT+QIRD=0,0"),
        format!("\r\n+QIRD: {length},0,{length}\r\n\r\nOK\r\n")
    );
    let first = &NONE[..20];
    assert_eq!(
        bench.send("AT+QIRD=0,20"),
        format!("\r\n+QIRD: 20\r\n{first}\r\n\r\nOK\r\n")
    );
    assert!(bench.send("AT+QIRD=0,1500").contains(&NONE[20..]));
    assert_eq!(bench.send("AT+QIRD=0"), "\r\n+QIRD: 0\r\n\r\nOK\r\n");
    let sent = GET.len();
    assert!(
        bench
            .send("AT+QISEND=0,0")
            .contains(&format!("+QISEND: {sent},{sent},0"))
    );
    bench.modem.finish_session();
    assert_eq!(bench.rules(), [Rule::DataLeftOpen]);
    assert_eq!(bench.send("AT+QICLOSE=0"), "\r\nOK\r\n");
    assert_eq!(bench.send("AT+QISEND=0,5"), "\r\nERROR\r\n");
    assert_eq!(bench.send("AT+QISTATE?"), "\r\nOK\r\n");
}

#[test]
fn a_socket_can_be_written_until_ctrl_z_or_given_up() {
    let mut bench = Bench::new().ready().online();
    bench.send("AT+QIOPEN=1,3,\"TCP\",\"10.52.0.10\",9082");
    bench.until("+QIOPEN: 3,0\r\n");
    assert_eq!(bench.send("AT+QISEND=3"), "\r\n> ");
    assert_eq!(bench.write_and_wait(b"nothing\x1B"), "\r\nOK\r\n");
    assert!(bench.send("AT+QISEND=3,0").contains("+QISEND: 0,0,0"));
    bench.send("AT+QISEND=3");
    assert_eq!(
        bench.write_and_wait(&[GET, b"\x1A"].concat()),
        "\r\nSEND OK\r\n"
    );
    bench.until("\"recv\",3");
}

#[test]
fn octets_are_pushed_when_the_host_wants_that() {
    let mut bench = Bench::new().ready().online();
    bench.send("AT+QIOPEN=1,1,\"TCP\",\"mms.example.invalid\",9082,0,1");
    bench.until("+QIOPEN: 1,0\r\n");
    bench.send(&format!("AT+QISEND=1,{}", GET.len()));
    bench.write_and_wait(GET);
    let pushed = format!("\r\n+QIURC: \"recv\",1,{}\r\n{NONE}\r\n", NONE.len());
    assert_eq!(bench.hear(2_000), pushed);
}

#[test]
fn a_transparent_socket_has_the_port_for_itself() {
    let mut bench = Bench::new().ready().online();
    bench.give(Input::Host(
        PortId::At,
        b"AT+QIOPEN=1,2,\"TCP\",\"mms.example.invalid\",9082,0,2\r",
    ));
    assert_eq!(bench.until("CONNECT\r\n"), "\r\nCONNECT\r\n");
    bench.write(GET);
    bench.call(); // the announcement has to wait
    assert_eq!(bench.hear(2_000), NONE);
    bench.write(b"+++");
    let back = bench.hear(1_100);
    assert!(back.starts_with("\r\nOK\r\n\r\nRING\r\n"), "{back}");
    assert_eq!(bench.send("AT"), "\r\nOK\r\n");
}

#[test]
fn a_connection_to_nobody_fails() {
    let mut bench = Bench::new().ready().online();
    for (host, port, code) in [
        ("nobody.example.invalid", 9082, 565),
        ("10.52.0.10", 80, 566),
    ] {
        bench.send(&format!("AT+QIOPEN=1,0,\"TCP\",\"{host}\",{port}"));
        let told = bench.until("+QIOPEN: ");
        assert_eq!(told, format!("\r\n+QIOPEN: 0,{code}\r\n"));
    }
    assert_eq!(
        bench.send("AT+QIOPEN=1,0,\"UDP\",\"10.52.0.10\",53"),
        "\r\nERROR\r\n"
    );
    assert_eq!(
        bench.send("AT+QIOPEN=2,0,\"TCP\",\"10.52.0.10\",9082"),
        "\r\nERROR\r\n"
    );
    assert!(
        bench
            .send("AT+QIGETERROR")
            .contains("561,open PDP context failed")
    );
}

#[test]
fn a_call_takes_the_air_where_it_does() {
    let profile = Profile {
        data_in_call: DataInCall::Suspended,
        ..Profile::default()
    };
    let mut bench = Bench::with(profile).ready().online();
    bench.url("http://mms.example.invalid:9082/none");
    bench.send("AT+QHTTPGET=60");
    bench.call();
    assert!(
        bench
            .until("+QHTTPGET: ")
            .contains("\r\n+QHTTPGET: 725\r\n")
    );
    assert_eq!(bench.send("AT+QHTTPGET=60"), "\r\n+CME ERROR: 725\r\n");
    assert_eq!(bench.rules(), [Rule::DataInCall]);

    let mut bench = Bench::new().ready().online(); // VoLTE
    bench.url("http://mms.example.invalid:9082/none");
    bench.call();
    bench.send("AT+QHTTPGET=60");
    assert!(bench.until("+QHTTPGET: ").contains("+QHTTPGET: 0,404"));
    assert_eq!(bench.rules(), []);
}

#[test]
fn what_is_left_open_is_noted() {
    let mut bench = Bench::new().ready().online();
    bench.run(299_000);
    assert_eq!(bench.rules(), []);
    bench.run(5_000);
    assert_eq!(bench.rules(), [Rule::DataLeftOpen]);
    bench.send("AT+CFUN=1,1");
    assert_eq!(bench.rules(), [Rule::DataLeftOpen; 2]);
    bench.run(60_000);
    assert!(bench.send("AT+QIACT?").ends_with("\r\nOK\r\n")); // forgotten with the reboot
}

#[test]
fn losing_the_network_takes_the_bearer() {
    let mut bench = Bench::new().ready().online();
    let got = bench.send("AT+CFUN=4");
    assert!(got.contains("+QIURC: \"pdpdeact\",1"), "{got}");
    assert_eq!(bench.send("AT+QIACT?"), "\r\nOK\r\n");
}

#[test]
fn announcements_of_data_reach_the_port_that_asked() {
    let mut bench = Bench::new().ready().online();
    bench.give(Input::Host(PortId::Second, b"ATE0\r"));
    bench.run(100);
    bench.second.clear();
    bench.give(Input::Host(
        PortId::Second,
        b"AT+QIOPEN=1,0,\"TCP\",\"10.52.0.10\",9082\r",
    ));
    bench.run(2_000);
    assert_eq!(bench.second, "\r\nOK\r\n\r\n+QIOPEN: 0,0\r\n");
}

proptest::proptest! {
    /// Whatever a host does, and in whatever order.
    #[test]
    fn no_order_of_commands_makes_it_panic(
        steps in proptest::collection::vec((0_usize..28, 0_u64..4_000), 1..30),
    ) {
        const STEPS: [&str; 28] = [
            "AT+QICSGP=1,1,\"a\"\r", "AT+QIACT=1\r", "AT+QIDEACT=1\r", "AT+QIDNSCFG=1\r",
            "AT+QIDNSGIP=1,\"mms.example.invalid\"\r", "AT+QHTTPCFG=\"requestheader\",1\r",
            "AT+QHTTPURL=36,5\r", "http://mms.example.invalid:9082/none", "AT+QHTTPGET=1\r",
            "AT+QHTTPGET=1,9\r", "AT+QHTTPPOST=4,3,3\r", "AT+QHTTPREAD\r", "AT+QHTTPSTOP\r",
            "AT+QIOPEN=1,0,\"TCP\",\"10.52.0.10\",9082,0,0\r",
            "AT+QIOPEN=1,1,\"TCP\",\"10.52.0.10\",9082,0,1\r",
            "AT+QIOPEN=1,2,\"TCP\",\"10.52.0.10\",9082,0,2\r", "AT+QISEND=0\r", "AT+QISEND=1,3\r",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n\x1A", "+++", "AT+QIRD=0\r", "AT+QICLOSE=0\r",
            "AT+QISTATE?\r", "AT+CFUN=4\r", "AT+CFUN=1\r", "\x1B", "AT+CMGL=4\r", "AT+CMGS=9\r",
        ];
        let mut bench = Bench::new().ready();
        for (step, wait) in steps {
            bench.write(STEPS[step].as_bytes());
            bench.run(wait);
        }
        bench.trouble(Trouble::BearerLost);
        bench.run(400_000);
    }
}
