//! The language model of a scenario: a server on a Unix socket that chooses what `[[advice]]` says.
//!
//! **Rule:** it reads a question as any server would, and knows nothing of who asks. One at a time; who has gone away is
//! left.
//!
//! ```
//! use munjigi::sim::{model::Model, scenario::Advice};
//!
//! let folder = tempfile::tempdir()?;
//! let advice = Advice { said: "차 댈 데".into(), chosen: "주차".into(), late: false };
//! let model = Model::start(&folder.path().join("model.sock"), vec![advice])?;
//! assert_eq!(model.asked(), 0);
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! To test it: `cargo test --lib sim::model`.

use std::{
    fs,
    io::{self, BufRead, BufReader, Read as _, Write as _},
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::call::Choice;

use super::scenario::Advice;

/// The most octets of a head and of a body.
const MOST_HEAD: u64 = 8 * 1024;
const MOST_BODY: usize = 256 * 1024;
/// Nobody is waited for longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A server at work; it stops when it is dropped.
#[derive(Debug)]
pub struct Model {
    socket: PathBuf,
    over: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Model {
    /// Listens at `socket`, and chooses as `advice` says: its first that is about what was said, or else none.
    ///
    /// # Errors
    /// When nobody can listen there.
    pub fn start(socket: &Path, advice: Vec<Advice>) -> io::Result<Self> {
        // What an earlier run has left.
        let _was_none = fs::remove_file(socket);
        let listener = UnixListener::bind(socket)?;
        let (over, asked) = (Arc::<AtomicBool>::default(), Arc::<AtomicUsize>::default());
        let (is_over, counted) = (Arc::clone(&over), Arc::clone(&asked));
        let thread = thread::Builder::new().name("model".to_owned());
        let thread = thread.spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if is_over.load(Ordering::Acquire) {
                    return;
                }
                // Whoever asks badly, or has gone away, is not answered.
                let _left = answer(&stream, &advice, &counted);
            }
        })?;
        Ok(Self {
            socket: socket.to_owned(),
            over,
            asked,
            thread: Some(thread),
        })
    }

    /// How many questions have come.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Acquire)
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Release);
        // It looks up once more.
        let awake = UnixStream::connect(&self.socket).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| awake) {
            let _its_end = thread.join();
        }
        let _gone = fs::remove_file(&self.socket);
    }
}

fn answer(mut stream: &UnixStream, advice: &[Advice], asked: &AtomicUsize) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream);
    let body = body(&mut reader)?;
    asked.fetch_add(1, Ordering::AcqRel);
    let question = question(&body).ok_or(io::ErrorKind::InvalidData)?;
    let about = advice
        .iter()
        .find_map(|advice| Some((advice.on(&question)?, advice.late)));
    if let Some((_, true)) = about {
        // Until whoever has asked waits no longer.
        return reader.read(&mut [0]).map(|_| ());
    }
    let written = about.map_or(0, |(place, _)| place + 1).to_string();
    let body = serde_json::json!({
        "object": "chat.completion",
        "choices": [{ "index": 0, "message": { "role": "assistant", "content": written }, "finish_reason": "stop" }],
    })
    .to_string();
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

fn body(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let (mut head, mut length) = (reader.take(MOST_HEAD), 0);
    loop {
        let mut line = String::new();
        if head.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == "\r\n" {
            break;
        }
        let value = line
            .split_once(':')
            .filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
        if let Some((_, value)) = value {
            length = value.trim().parse().unwrap_or(usize::MAX);
        }
    }
    if length > MOST_BODY {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(body)
}

/// The numbered list, and what stands in quotation marks below it.
fn question(body: &[u8]) -> Option<Choice> {
    let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    let text = body["messages"].as_array()?.last()?["content"].as_str()?;
    let (mut among, mut said) = (Vec::new(), None);
    for line in text.lines() {
        if let Some(question) = line.strip_prefix(&format!("{}. ", among.len() + 1)) {
            among.push(question.to_owned());
        } else if let Some((_, quoted)) = line.split_once('"') {
            said = quoted.strip_suffix('"').map(str::to_owned);
        }
    }
    Some(Choice { said: said?, among })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Response;

    fn advice(said: &str, chosen: &str, late: bool) -> Advice {
        let (said, chosen) = (said.into(), chosen.into());
        Advice { said, chosen, late }
    }

    fn ask(socket: &Path, said: &str) -> Response {
        let list = format!(
            "목록:\n1. 몇 시까지 하세요?\n2. 주차할 수 있나요?\n손님의 말: \"{said}\"\n번호:"
        );
        let messages = [
            serde_json::json!({"role": "system", "content": "고르세요."}),
            serde_json::json!({"role": "user", "content": list}),
        ];
        let body = serde_json::json!({ "messages": messages }).to_string();
        let mut stream = UnixStream::connect(socket).unwrap();
        let head = format!("POST / HTTP/1.1\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
        let mut octets = Vec::new();
        stream.read_to_end(&mut octets).unwrap();
        let mut response = Response::new(4_096);
        response.feed(&octets).unwrap();
        response
    }

    fn written(response: &Response) -> String {
        let body: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
        let content = &body["choices"][0]["message"]["content"];
        content.as_str().unwrap().to_owned()
    }

    #[test]
    fn it_chooses_as_it_is_told_and_else_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("model.sock");
        let model = Model::start(&socket, vec![advice("차 댈 데", "주차", false)]).unwrap();
        assert_eq!(written(&ask(&socket, "차 댈 데 있어요?")), "2");
        assert_eq!(written(&ask(&socket, "땅콩 들어가나요?")), "0");
        assert_eq!(model.asked(), 2);
        drop(model);
        assert!(UnixStream::connect(&socket).is_err());
    }

    #[test]
    fn who_asks_badly_or_goes_away_does_not_stop_it() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("model.sock");
        let _model = Model::start(&socket, vec![advice("차", "주차", true)]).unwrap();
        for request in [
            "",
            "\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
        ] {
            let mut stream = UnixStream::connect(&socket).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
        }
        let late = serde_json::json!({"messages": [{"content": "1. 주차\n\"차\""}]}).to_string();
        let mut stream = UnixStream::connect(&socket).unwrap();
        let head = format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", late.len());
        stream.write_all((head + &late).as_bytes()).unwrap();
        drop(stream);
        assert_eq!(written(&ask(&socket, "땅콩")), "0");
    }
}
