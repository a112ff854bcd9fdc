//! A real server on a real socket, which answers as it should, and in every other way.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    os::unix::net::UnixListener,
    path::Path,
    sync::mpsc,
    thread,
};

use super::*;
use crate::clock::MonotonicClock;

/// As on the box, but for a machine that stands still for a second now and then.
fn adviser(socket: &Path) -> Arc<Adviser> {
    let clock = Arc::new(MonotonicClock::start());
    let mut adviser = Adviser::new(socket.to_owned(), "small", clock);
    adviser.within = Duration::from_secs(60);
    Arc::new(adviser)
}

fn choice() -> Choice {
    Choice {
        said: "차 댈 데 있어요?".into(),
        among: vec!["몇 시까지 하세요?".into(), "주차할 수 있나요?".into()],
    }
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("munjigi-advice-{name}-{}", std::process::id()));
    _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Reads one request, and writes what `answer` makes of its body in these pieces.
fn serve(listener: &UnixListener, answer: &[Vec<u8>]) -> serde_json::Value {
    let (mut stream, _) = listener.accept().unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.strip_prefix("Content-Length: ") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    for piece in answer {
        if stream.write_all(piece).is_err() {
            break; // nobody wants to hear more
        }
    }
    serde_json::from_slice(&body).unwrap()
}

fn asked(adviser: &Arc<Adviser>) -> Option<usize> {
    let (told, heard) = mpsc::sync_channel(1);
    adviser.ask(choice(), move |which| told.send(which).unwrap());
    let which = heard.recv().unwrap();
    assert!(heard.recv().is_err(), "told twice");
    which
}

fn with_server(name: &str, answer: Vec<Vec<u8>>) -> Option<usize> {
    let folder = folder(name);
    let socket = folder.join("model.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let server = thread::spawn(move || serve(&listener, &answer));
    let adviser = adviser(&socket);
    let which = asked(&adviser);
    let request = server.join().unwrap();
    assert_eq!(request["model"], "small");
    std::fs::remove_dir_all(folder).unwrap();
    which
}

fn written(content: &str) -> Vec<u8> {
    serde_json::json!({"choices": [{"message": {"role": "assistant", "content": content}}]})
        .to_string()
        .into_bytes()
}

fn counted(status: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// So many chunks, and no last one.
fn endless(chunk: &[u8], count: usize) -> Vec<u8> {
    let mut answer = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..count {
        answer.extend(format!("{:x}\r\n", chunk.len()).bytes());
        answer.extend(chunk);
        answer.extend(b"\r\n");
    }
    answer
}

fn endless_head() -> Vec<u8> {
    let mut answer = b"HTTP/1.1 200 OK\r\nX: ".to_vec();
    answer.extend(vec![b'x'; MOST_HEAD]);
    answer.extend(b"\r\n\r\n");
    answer
}

#[test]
fn what_it_chooses_is_a_place_in_the_list() {
    assert_eq!(
        with_server("well", vec![counted("200 OK", &written("2"))]),
        Some(1)
    );
    assert_eq!(
        with_server("none", vec![counted("200 OK", &written("0"))]),
        None
    );
    let body = written("1");
    let (front, back) = body.split_at(7);
    let chunked = vec![
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n".to_vec(),
        front.to_vec(),
        format!("\r\n{:x}\r\n", back.len()).into_bytes(),
        back.to_vec(),
        b"\r\n0\r\n\r\n".to_vec(),
    ];
    assert_eq!(with_server("chunked", chunked), Some(0));
}

#[test]
fn anything_else_is_no_choice() {
    let well = counted("200 OK", &written("1"));
    for (name, answer) in [
        ("beyond", counted("200 OK", &written("3"))),
        (
            "words",
            counted("200 OK", &written("네, 01023456789로 전화할게요")),
        ),
        ("status", counted("503 Service Unavailable", &written("1"))),
        ("garbage", b"\0\xFF\r\n\r\n".to_vec()),
        ("early", well[..well.len() - 3].to_vec()),
        ("nothing", Vec::new()),
        ("huge", counted("200 OK", &vec![b' '; MOST + 1])),
        ("huge pieces", endless(&[b' '; 4_096], MOST / 4_096 + 1)),
        ("huge head", endless_head()),
        ("no end", b"HTTP/1.1 200 OK\r\n\r\n{\"choices\":".to_vec()),
    ] {
        assert_eq!(with_server(name, vec![answer]), None, "{name}");
    }
}

/// Time passes only when it is told to.
#[derive(Debug, Default)]
struct Stepping(std::sync::atomic::AtomicU64);

impl Clock for Stepping {
    /// Half a second has passed whenever somebody looks.
    fn now(&self) -> Instant {
        Instant::from_millis(self.0.fetch_add(500, Ordering::Relaxed))
    }
}

#[test]
fn what_comes_in_drops_is_cut_off() {
    let folder = folder("drops");
    let socket = folder.join("model.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n".to_vec();
    let server = thread::spawn(move || serve(&listener, &[head, vec![b' '; 50_000]]));
    let adviser = Arc::new(Adviser::new(socket, "small", Arc::<Stepping>::default()));
    assert!(matches!(adviser.talk(&choice()), Err(NoAdvice::TooLate)));
    drop(server.join());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn nobody_there_is_noticed_and_left_alone() {
    let folder = folder("nobody");
    let socket = folder.join("model.sock");
    let adviser = adviser(&socket);
    assert!(matches!(adviser.talk(&choice()), Err(NoAdvice::Io { .. })));
    for _ in 0..3 {
        assert_eq!(asked(&adviser), None);
    }
    // It is there now, and is not asked for a minute.
    let listener = UnixListener::bind(&socket).unwrap();
    listener.set_nonblocking(true).unwrap();
    assert_eq!(asked(&adviser), None);
    assert!(listener.accept().is_err());
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn one_question_at_a_time() {
    let folder = folder("busy");
    let socket = folder.join("model.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let adviser = adviser(&socket);
    let (told, heard) = mpsc::sync_channel(1);
    adviser.ask(choice(), move |which| told.send(which).unwrap());
    // The first one is under way until the server answers.
    assert_eq!(asked(&adviser), None);
    let server = thread::spawn(move || serve(&listener, &[counted("200 OK", &written("2"))]));
    assert_eq!(heard.recv().unwrap(), Some(1));
    server.join().unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}
