//! A small model of a disk whose power can be cut: what was not synced may be there or not, each piece for itself.
//!
//! It is crueller than the file systems that boxes have: a name is on disk once its folder was synced, and a file's
//! content once the file was; everything else may be lost, in any combination. Only a rename is one piece.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    io::{self, Write},
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    rc::Rc,
};

use munjigi::ota::{Disk, RealDisk, State};

use crate::bench::Witness;

/// Something that was done to the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    Folder(PathBuf),
    Write {
        path: PathBuf,
        octets: Vec<u8>,
        mode: u32,
    },
    Copy {
        from: PathBuf,
        to: PathBuf,
    },
    Sync(PathBuf),
    Rename(PathBuf, PathBuf),
    Link {
        target: PathBuf,
        path: PathBuf,
    },
    Remove(PathBuf),
    /// The database's files, which SQLite has brought to disk, and how many calls somebody was told of.
    Database {
        files: Vec<(PathBuf, Option<Vec<u8>>)>,
        told: usize,
    },
}

/// What was done, in its order; paths count from the root.
#[derive(Clone, Debug, Default)]
pub struct Trace(pub Rc<RefCell<Vec<Op>>>);

/// The real disk and the launcher, written down.
#[derive(Clone)]
pub struct Recorder {
    pub root: PathBuf,
    pub trace: Trace,
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").finish_non_exhaustive()
    }
}

impl Recorder {
    fn name(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.root).unwrap_or(path).to_owned()
    }

    fn push(&self, op: Op) {
        self.trace.0.borrow_mut().push(op);
    }

    fn file(&self, path: &Path, mode: u32) {
        let octets = fs::read(path).unwrap();
        self.push(Op::Write {
            path: self.name(path),
            octets,
            mode,
        });
    }
}

/// What goes into a file, and into the trace.
struct Written<'a> {
    file: Box<dyn Write + 'a>,
    trace: &'a Trace,
    nth: usize,
}

impl Write for Written<'_> {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if let Op::Write { octets, .. } = &mut self.trace.0.borrow_mut()[self.nth] {
            octets.extend_from_slice(more);
        }
        self.file.write_all(more)?;
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Disk for Recorder {
    fn reached(&self, _: State) {}

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.push(Op::Folder(self.name(path)));
        RealDisk.make_folder(path)
    }

    fn create(&self, path: &Path, mode: u32) -> io::Result<Box<dyn Write + '_>> {
        static REAL: RealDisk = RealDisk;
        let nth = self.trace.0.borrow().len();
        self.push(Op::Write {
            path: self.name(path),
            octets: Vec::new(),
            mode,
        });
        Ok(Box::new(Written {
            file: REAL.create(path, mode)?,
            trace: &self.trace,
            nth,
        }))
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        self.push(Op::Sync(self.name(path)));
        RealDisk.sync(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.push(Op::Rename(self.name(from), self.name(to)));
        RealDisk.rename(from, to)
    }

    fn link(&self, target: &Path, path: &Path) -> io::Result<()> {
        self.push(Op::Link {
            target: target.to_owned(),
            path: self.name(path),
        });
        RealDisk.link(target, path)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.push(Op::Remove(self.name(path)));
        RealDisk.remove(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.push(Op::Remove(self.name(path)));
        RealDisk.remove_folder(path)
    }

    fn copy_database(&self, from: &Path, to: &Path) -> io::Result<()> {
        RealDisk.copy_database(from, to)?;
        self.file(to, 0o600);
        Ok(())
    }

    fn append(&self, path: &Path, line: &str) -> io::Result<()> {
        RealDisk.append(path, line)?;
        self.file(path, 0o644);
        Ok(())
    }

    fn free(&self, path: &Path) -> io::Result<u64> {
        RealDisk.free(path)
    }
}

impl Witness for Recorder {
    fn ran(&self, line: &str) {
        let words: Vec<&str> = line.split('\t').collect();
        let path = |word: &str| self.name(Path::new(word));
        match words.as_slice() {
            ["dd", of, "conv=fsync", hex] => {
                let octets = (0..hex.len())
                    .step_by(2)
                    .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
                    .collect();
                let path = path(of.strip_prefix("of=").unwrap());
                self.push(Op::Write {
                    path: path.clone(),
                    octets,
                    mode: 0o644,
                });
                self.push(Op::Sync(path));
            }
            ["cp", "-p", from, to] => self.push(Op::Copy {
                from: path(from),
                to: path(to),
            }),
            ["mv", "-fT", from, to] => self.push(Op::Rename(path(from), path(to))),
            ["ln", "-s", target, to] => self.push(Op::Link {
                target: target.into(),
                path: path(to),
            }),
            ["rm", "-f", gone @ ..] => gone
                .iter()
                .for_each(|gone| self.push(Op::Remove(path(gone)))),
            ["sync", of] => self.push(Op::Sync(path(of))),
            other => {
                panic!("the launcher has run something that the model does not know: {other:?}")
            }
        }
    }

    fn wrote(&self, database: &Path) {
        let files = ["", "-wal"].map(|suffix| {
            let path = PathBuf::from(format!("{}{suffix}", database.display()));
            (self.name(&path), fs::read(&path).ok())
        });
        let told = fs::read_to_string(self.root.join("told")).unwrap_or_default();
        let told = told
            .lines()
            .filter(|line| *line == crate::bench::OLD.version)
            .count();
        self.push(Op::Database {
            files: files.into(),
            told,
        });
    }
}

#[derive(Clone, Debug)]
enum Node {
    File {
        cache: Vec<u8>,
        disk: Vec<u8>,
        mode: u32,
    },
    Link(PathBuf),
    Folder {
        cache: BTreeMap<String, usize>,
        disk: BTreeMap<String, usize>,
    },
}

/// Names that change together: a folder, a name in it, what it names then.
type Change = Vec<(usize, String, Option<usize>)>;

/// The disk.
#[derive(Clone, Debug)]
pub struct Model {
    nodes: Vec<Node>,
    changes: Vec<Change>,
    pub told: usize,
}

/// What lies on a disk after a cut: files with their modes, links.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    Folder,
    File(Vec<u8>, u32),
    Link(PathBuf),
}

pub type Layout = BTreeMap<PathBuf, Thing>;

/// More loose pieces than this are not tried in every combination.
const EVERY: usize = 4;

impl Model {
    /// A disk on which all of a folder is, without what the bench keeps there for itself.
    pub fn of(root: &Path) -> Self {
        let mut model = Self {
            nodes: vec![Node::Folder {
                cache: BTreeMap::new(),
                disk: BTreeMap::new(),
            }],
            changes: Vec::new(),
            told: 0,
        };
        for top in ["opt", "usr", "var"] {
            model.load(root, Path::new(top));
        }
        for path in model.paths() {
            model.apply(&Op::Sync(path));
        }
        model.apply(&Op::Sync(PathBuf::new()));
        model
    }

    fn load(&mut self, root: &Path, path: &Path) {
        let full = root.join(path);
        let kind = fs::symlink_metadata(&full).unwrap();
        if kind.is_symlink() {
            self.apply(&Op::Link {
                target: fs::read_link(full).unwrap(),
                path: path.to_owned(),
            });
        } else if kind.is_dir() {
            self.apply(&Op::Folder(path.to_owned()));
            for entry in fs::read_dir(full).unwrap() {
                self.load(root, &path.join(entry.unwrap().file_name()));
            }
        } else {
            let mode = kind.permissions().mode() & 0o777;
            self.apply(&Op::Write {
                path: path.to_owned(),
                octets: fs::read(full).unwrap(),
                mode,
            });
        }
    }

    fn paths(&self) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        let mut todo = vec![(PathBuf::new(), 0)];
        while let Some((path, id)) = todo.pop() {
            if let Node::Folder { cache, .. } = &self.nodes[id] {
                todo.extend(cache.iter().map(|(name, id)| (path.join(name), *id)));
            }
            if !matches!(self.nodes[id], Node::Link(_)) {
                paths.push(path);
            }
        }
        paths
    }

    fn find(&self, path: &Path) -> Option<usize> {
        path.iter().try_fold(0, |id, name| match &self.nodes[id] {
            Node::Folder { cache, .. } => cache.get(name.to_str()?).copied(),
            _ => None,
        })
    }

    fn place(&self, path: &Path) -> (usize, String) {
        let folder = self
            .find(path.parent().unwrap())
            .unwrap_or_else(|| panic!("no folder for {}", path.display()));
        (
            folder,
            path.file_name().unwrap().to_str().unwrap().to_owned(),
        )
    }

    fn change(&mut self, change: Change) {
        for (folder, name, to) in &change {
            if let Node::Folder { cache, .. } = &mut self.nodes[*folder] {
                match to {
                    Some(id) => drop(cache.insert(name.clone(), *id)),
                    None => drop(cache.remove(name)),
                }
            }
        }
        self.changes.push(change);
    }

    fn add(&mut self, path: &Path, node: Node) {
        let (folder, name) = self.place(path);
        self.nodes.push(node);
        self.change(vec![(folder, name, Some(self.nodes.len() - 1))]);
    }

    /// Does it.
    pub fn apply(&mut self, op: &Op) {
        match op {
            Op::Folder(path) => {
                let mut above: Vec<&Path> = path
                    .ancestors()
                    .filter(|path| !path.as_os_str().is_empty())
                    .collect();
                above.reverse();
                for path in above {
                    if self.find(path).is_none() {
                        self.add(
                            path,
                            Node::Folder {
                                cache: BTreeMap::new(),
                                disk: BTreeMap::new(),
                            },
                        );
                    }
                }
            }
            Op::Write { path, octets, mode } => match self.find(path) {
                Some(id) => {
                    self.nodes[id] = match &self.nodes[id] {
                        Node::File { disk, .. } => Node::File {
                            cache: octets.clone(),
                            disk: disk.clone(),
                            mode: *mode,
                        },
                        other => panic!("{} is {other:?}", path.display()),
                    }
                }
                None => self.add(
                    path,
                    Node::File {
                        cache: octets.clone(),
                        disk: Vec::new(),
                        mode: *mode,
                    },
                ),
            },
            Op::Copy { from, to } => {
                let Some(Node::File { cache, mode, .. }) =
                    self.find(from).map(|id| self.nodes[id].clone())
                else {
                    panic!("{} was copied, and is not there", from.display());
                };
                self.apply(&Op::Write {
                    path: to.clone(),
                    octets: cache,
                    mode,
                });
            }
            Op::Sync(path) => {
                if let Some(id) = self.find(path) {
                    self.sync(id);
                }
            }
            Op::Rename(from, to) => {
                let id = self
                    .find(from)
                    .unwrap_or_else(|| panic!("{} was renamed, and is not there", from.display()));
                let (from, to) = (self.place(from), self.place(to));
                self.change(vec![(from.0, from.1, None), (to.0, to.1, Some(id))]);
            }
            Op::Link { target, path } => self.add(path, Node::Link(target.clone())),
            Op::Remove(path) => {
                if self.find(path).is_some() {
                    let (folder, name) = self.place(path);
                    self.change(vec![(folder, name, None)]);
                }
            }
            Op::Database { files, told } => {
                self.told = *told;
                for (path, octets) in files {
                    match octets {
                        Some(octets) => {
                            self.apply(&Op::Write {
                                path: path.clone(),
                                octets: octets.clone(),
                                mode: 0o600,
                            });
                            self.apply(&Op::Sync(path.clone()));
                        }
                        None => self.apply(&Op::Remove(path.clone())),
                    }
                    self.apply(&Op::Sync(path.parent().unwrap().to_owned()));
                }
            }
        }
    }

    fn sync(&mut self, id: usize) {
        match &mut self.nodes[id] {
            Node::File { cache, disk, .. } => disk.clone_from(cache),
            Node::Link(_) => {}
            Node::Folder { .. } => {
                let (now, later): (Vec<_>, Vec<_>) = self
                    .changes
                    .drain(..)
                    .partition(|change| change.iter().any(|(folder, ..)| *folder == id));
                self.changes = later;
                for change in now {
                    Self::bring(&mut self.nodes, &change);
                }
            }
        }
    }

    fn bring(nodes: &mut [Node], change: &Change) {
        for (folder, name, to) in change {
            if let Node::Folder { disk, .. } = &mut nodes[*folder] {
                match to {
                    Some(id) => drop(disk.insert(name.clone(), *id)),
                    None => drop(disk.remove(name)),
                }
            }
        }
    }

    /// Everything that may lie on the disk when the power is cut now.
    pub fn cuts(&self) -> BTreeSet<Layout> {
        let dirty: Vec<usize> = (0..self.nodes.len())
            .filter(
                |id| matches!(&self.nodes[*id], Node::File { cache, disk, .. } if cache != disk),
            )
            .collect();
        let loose = self.changes.len() + dirty.len();
        let mut chosen: Vec<Vec<bool>> = Vec::new();
        if loose <= EVERY {
            chosen.extend(
                (0..1_usize << loose)
                    .map(|bits| (0..loose).map(|nth| bits >> nth & 1 == 1).collect()),
            );
        } else {
            chosen.push(vec![false; loose]);
            chosen.push(vec![true; loose]);
            for one in 0..loose {
                chosen.push((0..loose).map(|nth| nth == one).collect());
                chosen.push((0..loose).map(|nth| nth != one).collect());
                chosen.push((0..loose).map(|nth| nth < one).collect());
            }
        }
        chosen
            .into_iter()
            .map(|kept| self.cut(&kept, &dirty))
            .collect()
    }

    fn cut(&self, kept: &[bool], dirty: &[usize]) -> Layout {
        let mut nodes = self.nodes.clone();
        let (names, contents) = kept.split_at(self.changes.len());
        for (change, _) in self.changes.iter().zip(names).filter(|(_, kept)| **kept) {
            Self::bring(&mut nodes, change);
        }
        for (id, _) in dirty.iter().zip(contents).filter(|(_, kept)| **kept) {
            if let Node::File { cache, disk, .. } = &mut nodes[*id] {
                disk.clone_from(cache);
            }
        }
        let mut layout = Layout::new();
        let mut todo = vec![(PathBuf::new(), 0)];
        while let Some((path, id)) = todo.pop() {
            let thing = match &nodes[id] {
                Node::File { disk, mode, .. } => Thing::File(disk.clone(), *mode),
                Node::Link(target) => Thing::Link(target.clone()),
                Node::Folder { disk, .. } => {
                    todo.extend(disk.iter().map(|(name, id)| (path.join(name), *id)));
                    Thing::Folder
                }
            };
            layout.insert(path, thing);
        }
        layout
    }
}

/// Lays it out in a folder; what names paths below the folder where it `was` names them below this one.
pub fn lay_out(layout: &Layout, was: &Path, root: &Path, told: usize) {
    for (path, thing) in layout {
        let path = root.join(path);
        match thing {
            Thing::Folder => fs::create_dir_all(path).unwrap(),
            Thing::Link(target) => symlink(target, path).unwrap(),
            Thing::File(octets, mode) => {
                let is_text = |start: &str| {
                    path.file_name()
                        .is_some_and(|name| name.to_string_lossy().starts_with(start))
                };
                if is_text("pending") || is_text("rolledback") {
                    let text = String::from_utf8(octets.clone()).unwrap();
                    fs::write(
                        &path,
                        text.replace(was.to_str().unwrap(), root.to_str().unwrap()),
                    )
                    .unwrap();
                } else {
                    fs::write(&path, octets).unwrap();
                }
                fs::set_permissions(&path, fs::Permissions::from_mode(*mode)).unwrap();
            }
        }
    }
    fs::write(
        root.join("told"),
        format!("{}\n", crate::bench::OLD.version).repeat(told),
    )
    .unwrap();
}
