//! The terminal that we were started on: raw while the screen is on it, and as it was before when we go, whatever the way.

use std::{
    fs::File,
    io::{self, IsTerminal as _, Write as _},
    os::fd::AsFd as _,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use nix::sys::termios::{SetArg, Termios, cfmakeraw, tcgetattr, tcsetattr};
use ratatui::layout::Size;

/// What a serial line has that does not know its size.
const USUAL: Size = Size {
    width: 80,
    height: 24,
};
/// More than this is not drawn on: a line of noise may say any size.
const MOST: Size = Size {
    width: 132,
    height: 60,
};

/// As the terminal was before.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);
/// Some thread has panicked, and the terminal is as it was before.
static PANICKED: AtomicBool = AtomicBool::new(false);

/// The terminal in raw mode; as before when this is dropped.
#[derive(Debug)]
pub(super) struct Raw(());

impl Raw {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When standard input or output is none.
    pub fn enter() -> io::Result<Self> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let before = tcgetattr(io::stdin())?;
        let mut raw = before.clone();
        // Without flow control by XON and XOFF: a single garbled octet would silence the line for ever.
        cfmakeraw(&mut raw);
        *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
        let guard = Self(());
        tcsetattr(io::stdin(), SetArg::TCSANOW, &raw)?;
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            restore();
            PANICKED.store(true, Ordering::SeqCst);
            hook(info);
        }));
        Ok(guard)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        restore();
    }
}

/// Whether a thread has panicked since the terminal was taken.
pub(super) fn has_panicked() -> bool {
    PANICKED.load(Ordering::SeqCst)
}

fn restore() {
    let before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(before) = before {
        // A line that has hung up takes neither.
        let _gone = io::stdout().write_all(b"\x0f\x1b(B\x1b[0m\x1b[r\x1b[?25h\x1b[H\x1b[2J");
        let _gone = io::stdout().flush();
        let _gone = tcsetattr(io::stdin(), SetArg::TCSANOW, &before);
    }
}

/// How big it says that it is.
pub(super) fn size() -> Size {
    let said = terminal_size::terminal_size_of(io::stdout());
    let Some((width, height)) = said.map(|(width, height)| (width.0, height.0)) else {
        return USUAL;
    };
    if width < 20 || height < 8 {
        return USUAL;
    }
    Size {
        width: width.min(MOST.width),
        height: height.min(MOST.height),
    }
}

/// Where to draw: standard output, without the buffer that the library keeps by lines.
pub(super) fn output() -> io::Result<File> {
    Ok(io::stdout().as_fd().try_clone_to_owned()?.into())
}
