//! The real disk, on which one step goes wrong.

use std::{
    cell::{Cell, RefCell},
    fmt,
    io::{self, Write},
    path::Path,
    time::Duration,
};

use munjigi::ota::{Disk, RealDisk, State};

static REAL: RealDisk = RealDisk;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// This step fails, and the next one works again.
    Error,
    /// From this step on nothing more fits onto the disk.
    Full,
    /// From this step on nothing can be written.
    ReadOnly,
    /// It stops here, and says so; it is killed.
    Stop,
}

/// The disk.
pub struct Faulty {
    at: usize,
    fault: Option<Fault>,
    count: Cell<usize>,
    state: Cell<State>,
    pub steps: RefCell<Vec<String>>,
}

impl fmt::Debug for Faulty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Faulty")
            .field("at", &self.at)
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}

impl Faulty {
    /// Nothing goes wrong; every step is written down.
    pub fn watching() -> Self {
        Self::new(usize::MAX, None)
    }

    pub fn new(at: usize, fault: Option<Fault>) -> Self {
        Self {
            at,
            fault,
            count: Cell::new(0),
            state: Cell::new(State::Idle),
            steps: RefCell::default(),
        }
    }

    /// One step. Whether it is to stop in the middle of it.
    fn step(&self, what: &str, path: &Path, grows: bool) -> io::Result<bool> {
        let nth = self.count.get();
        self.count.set(nth + 1);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.steps
            .borrow_mut()
            .push(format!("{:?}/{what} {name}", self.state.get()));
        let errno = match self.fault {
            Some(Fault::Error) if nth == self.at => 5,
            Some(Fault::Full) if nth >= self.at && grows => 28,
            Some(Fault::ReadOnly) if nth >= self.at && what != "free" => 30,
            Some(Fault::Stop) if nth == self.at => {
                if what == "create" {
                    return Ok(true);
                }
                stop();
            }
            _ => return Ok(false),
        };
        Err(io::Error::from_raw_os_error(errno))
    }
}

/// Says so, and waits for the end.
fn stop() -> ! {
    println!("here");
    loop {
        std::thread::sleep(Duration::from_secs(60));
    }
}

/// Half of it, and no more.
struct Half<'a>(Box<dyn Write + 'a>);

impl Write for Half<'_> {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.0.write_all(&octets[..octets.len() / 2])?;
        stop();
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Disk for Faulty {
    fn reached(&self, state: State) {
        self.state.set(state);
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.step("make_folder", path, true)?;
        RealDisk.make_folder(path)
    }

    fn create(&self, path: &Path, mode: u32) -> io::Result<Box<dyn Write + '_>> {
        let half = self.step("create", path, true)?;
        let file = REAL.create(path, mode)?;
        Ok(if half { Box::new(Half(file)) } else { file })
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        self.step("sync", path, false)?;
        RealDisk.sync(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step("rename", to, false)?;
        RealDisk.rename(from, to)
    }

    fn link(&self, target: &Path, path: &Path) -> io::Result<()> {
        self.step("link", path, true)?;
        RealDisk.link(target, path)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step("remove", path, false)?;
        RealDisk.remove(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.step("remove_folder", path, false)?;
        RealDisk.remove_folder(path)
    }

    fn copy_database(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step("copy_database", to, true)?;
        RealDisk.copy_database(from, to)
    }

    fn append(&self, path: &Path, line: &str) -> io::Result<()> {
        self.step("append", path, true)?;
        RealDisk.append(path, line)
    }

    fn free(&self, path: &Path) -> io::Result<u64> {
        self.step("free", path, false)?;
        RealDisk.free(path)
    }
}
