//! Whoever answers.

use std::{
    io,
    os::unix::fs::{FileTypeExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{UnixListener, UnixStream},
    sync::Semaphore,
};

use super::{Answer, LONGEST, Question};

/// So many may ask at the same time. One more waits until another has gone.
const CLIENTS: usize = 8;
/// Whose group the socket has may ask.
const MODE: u32 = 0o660;

/// Whoever knows the answers.
pub trait Respond: Send + Sync + 'static {
    /// The answer to a question.
    fn respond(&self, question: Question) -> Pin<Box<dyn Future<Output = Answer> + Send + '_>>;
}

/// Why nobody can ask.
#[derive(Debug, thiserror::Error)]
#[error("listening for the console and the update script at {path}")]
pub struct ListenError {
    path: PathBuf,
    source: io::Error,
}

/// The socket; it goes away with this.
#[derive(Debug)]
pub struct Listener {
    path: PathBuf,
    socket: UnixListener,
}

impl Listener {
    /// Listens at `path`, in the place of an earlier run that ended without taking its socket away. Has to be called
    /// inside a runtime.
    ///
    /// # Errors
    /// When there is something that is no socket, or the folder cannot be written.
    pub fn bind(path: &Path) -> Result<Self, ListenError> {
        let failed = |source| ListenError {
            path: path.to_owned(),
            source,
        };
        // Only one box runs on a database, so that whoever had this socket is gone.
        match std::fs::symlink_metadata(path) {
            Ok(found) if found.file_type().is_socket() => {
                std::fs::remove_file(path).map_err(failed)?;
            }
            Ok(_) => return Err(failed(io::ErrorKind::AlreadyExists.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        let socket = UnixListener::bind(path).map_err(failed)?;
        let mode = std::fs::Permissions::from_mode(MODE);
        std::fs::set_permissions(path, mode).map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            socket,
        })
    }

    /// Answers whoever asks, until this is dropped.
    pub async fn serve(self, answers: Arc<dyn Respond>) {
        let room = Arc::new(Semaphore::new(CLIENTS));
        loop {
            let Ok(place) = Arc::clone(&room).acquire_owned().await else {
                return;
            };
            match self.socket.accept().await {
                Ok((stream, _)) => {
                    let answers = Arc::clone(&answers);
                    tokio::spawn(async move {
                        if let Err(error) = converse(stream, &*answers).await {
                            tracing::debug!(%error, "whoever asked has gone");
                        }
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "nobody can ask the box");
                    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                }
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _already_gone = std::fs::remove_file(&self.path);
    }
}

async fn converse(stream: UnixStream, answers: &dyn Respond) -> io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut read = BufReader::new(read);
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut limited = (&mut read).take(LONGEST as u64);
        if limited.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let whole = line.ends_with(b"\n");
        let answer = match serde_json::from_slice(&line) {
            Ok(question) if whole => answers.respond(question).await,
            Ok(_) => refused("the question does not end with a line feed, or is too long"),
            Err(error) => refused(&format!("not understood: {error}")),
        };
        let mut text = serde_json::to_vec(&answer)?;
        text.push(b'\n');
        write.write_all(&text).await?;
        if !whole {
            return Ok(());
        }
    }
}

fn refused(why: &str) -> Answer {
    Answer::Refused {
        why: why.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};

    use super::*;
    use crate::control::{Client, ControlError};

    /// Says that it is busy with what it was asked.
    struct Parrot;

    impl Respond for Parrot {
        fn respond(&self, question: Question) -> Pin<Box<dyn Future<Output = Answer> + Send + '_>> {
            Box::pin(async move {
                Answer::Busy {
                    korean: "바쁨".to_owned(),
                    english: format!("{question:?}"),
                }
            })
        }
    }

    async fn asking<T: Send + 'static>(ask: impl FnOnce(PathBuf) -> T + Send + 'static) -> T {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("control.sock");
        let listener = Listener::bind(&path).unwrap();
        let server = tokio::spawn(listener.serve(Arc::new(Parrot)));
        let asked = path.clone();
        let told = tokio::task::spawn_blocking(move || ask(asked))
            .await
            .unwrap();
        server.abort();
        let _aborted = server.await;
        assert!(!path.exists(), "the socket goes with whoever listened");
        told
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_question_gets_its_answer_and_another_one_the_next() {
        let answers = asking(|path| {
            let mut client = Client::connect(&path).unwrap();
            [Question::Ready, Question::Drain { seconds: 60 }]
                .map(|question| client.ask(&question).unwrap())
        })
        .await;
        let english = answers.map(|answer| match answer {
            Answer::Busy { english, .. } => english,
            other => panic!("{other:?}"),
        });
        assert_eq!(english, ["Ready", "Drain { seconds: 60 }"]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_no_question_is_refused_and_the_next_one_answered() {
        let lines = asking(|path| {
            let mut stream = std::os::unix::net::UnixStream::connect(path).unwrap();
            stream
                .write_all(b"\xff\x00 garbage\n{\"ask\":\"sing\"}\n{\"ask\":\"ready\"}\n")
                .unwrap();
            let mut reader = BufReader::new(stream);
            [(); 3].map(|()| {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                line
            })
        })
        .await;
        assert!(
            lines[0].contains("refused") && lines[1].contains("refused"),
            "{lines:?}"
        );
        assert!(lines[2].contains("Ready"), "{lines:?}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_question_without_end_is_refused() {
        let line = asking(|path| {
            let mut stream = std::os::unix::net::UnixStream::connect(path).unwrap();
            let _cut_off = stream.write_all(&vec![b' '; 3 * LONGEST]);
            let mut line = String::new();
            let _cut_off = BufReader::new(stream).read_line(&mut line);
            line
        })
        .await;
        assert!(line.is_empty() || line.contains("refused"), "{line}");
    }

    #[test]
    fn nobody_there_is_told_as_such() {
        let folder = tempfile::tempdir().unwrap();
        let error = Client::connect(&folder.path().join("control.sock")).unwrap_err();
        assert!(matches!(error, ControlError::NotRunning { .. }), "{error}");
    }

    #[tokio::test]
    async fn a_socket_left_behind_is_replaced_and_a_file_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("control.sock");
        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        drop(Listener::bind(&path).unwrap());
        std::fs::write(&path, "kept").unwrap();
        assert!(Listener::bind(&path).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "kept");
    }
}
