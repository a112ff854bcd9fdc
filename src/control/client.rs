//! Whoever asks.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{Answer, Question};

/// The box answers within this: a sentence that is spoken and recognised on a small board, and some more.
const WITHIN: Duration = Duration::from_secs(60);
/// The most octets of an answer.
const LONGEST_ANSWER: u64 = 1 << 20;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// Nobody listens there.
    #[error(
        "문지기가 실행 중이 아닙니다({path}). systemctl status munjigi 로 확인해 주세요 / \
         no running box at {path}: see systemctl status munjigi"
    )]
    NotRunning {
        /// The socket.
        path: PathBuf,
    },
    /// The socket may not be opened.
    #[error(
        "{path} 에 접근할 권한이 없습니다. sudo 로 다시 실행해 주세요 / \
         may not open {path}: run this with sudo, or as a member of the group munjigi"
    )]
    NotPermitted {
        /// The socket.
        path: PathBuf,
    },
    /// Asking or reading the answer failed, or took too long.
    #[error("asking the running box at {path}")]
    Io {
        /// The socket.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The answer makes no sense: the box is of another version.
    #[error(
        "the running box at {path} answered something that this version does not know; restart it"
    )]
    Strange {
        /// The socket.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// A connection to the box that runs.
#[derive(Debug)]
pub struct Client {
    path: PathBuf,
    stream: BufReader<UnixStream>,
}

impl Client {
    /// Connects to the box that listens at `path`.
    ///
    /// # Errors
    /// When none does, or it may not be asked.
    pub fn connect(path: &Path) -> Result<Self, ControlError> {
        use std::io::ErrorKind::{ConnectionRefused, NotFound, PermissionDenied};
        let failed = |source: std::io::Error| {
            let path = path.to_owned();
            match source.kind() {
                NotFound | ConnectionRefused => ControlError::NotRunning { path },
                PermissionDenied => ControlError::NotPermitted { path },
                _ => ControlError::Io { path, source },
            }
        };
        let stream = UnixStream::connect(path).map_err(failed)?;
        stream.set_read_timeout(Some(WITHIN)).map_err(failed)?;
        stream.set_write_timeout(Some(WITHIN)).map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            stream: BufReader::new(stream),
        })
    }

    /// Asks and waits for the answer, at most a minute.
    ///
    /// # Errors
    /// When the box goes away, is too slow, or of another version.
    pub fn ask(&mut self, question: &Question) -> Result<Answer, ControlError> {
        let strange = |source| ControlError::Strange {
            path: self.path.clone(),
            source,
        };
        let failed = |source| ControlError::Io {
            path: self.path.clone(),
            source,
        };
        let mut line = serde_json::to_string(question).map_err(strange)?;
        line.push('\n');
        let stream = self.stream.get_mut();
        stream.write_all(line.as_bytes()).map_err(failed)?;
        line.clear();
        let mut limited = (&mut self.stream).take(LONGEST_ANSWER);
        if limited.read_line(&mut line).map_err(failed)? == 0 {
            return Err(failed(std::io::ErrorKind::UnexpectedEof.into()));
        }
        serde_json::from_str(&line).map_err(strange)
    }
}
