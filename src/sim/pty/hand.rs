//! The hand that plugs the modem in: terminals, and their names in a tree.

use std::{
    io,
    path::Path,
    sync::{Arc, Mutex},
};

use super::{Line, Names, PtyError, failed, lock, port::Port};
use crate::{
    sim::{
        ec25::{PortId, Profile},
        rig::{Bus, Numbers},
        tree::{CardNumber, Module, Tree, TtyNumbers},
    },
    tty::{self, Tty},
};

/// Modems of one tree come and go one at a time: what reads a folder must not see it change.
static TREES: Mutex<()> = Mutex::new(());

/// The terminals of now and where they are shown.
pub(super) struct Hand {
    line: Arc<Line>,
    tree: Option<(Tree, String)>,
    /// Vendor and product, and what ALSA calls the first card of this kind.
    kind: ((u16, u16), String),
    ports: [Option<Port>; 2],
    numbers: Option<Numbers>,
    /// Ports that another program is to hold (F32), and how it does.
    held: [(bool, Option<Tty>); 2],
    /// What could not be done; at most [`Hand::MOST_FAILURES`].
    pub(super) failures: Vec<String>,
}

impl Hand {
    const MOST_FAILURES: usize = 16;

    pub(super) fn new(line: Arc<Line>, tree: Option<(Tree, String)>, profile: &Profile) -> Self {
        Self {
            line,
            tree,
            kind: (profile.usb, profile.card.clone()),
            ports: [None, None],
            numbers: None,
            held: [(false, None), (false, None)],
            failures: Vec::new(),
        }
    }

    /// Fresh terminals, shown under these numbers.
    pub(super) fn plug(&mut self, numbers: Numbers) -> Result<(), PtyError> {
        let (at, second, pcm) = (Port::open()?, Port::open()?, Port::open()?);
        let names = Names {
            at: at.name.clone(),
            second: second.name.clone(),
            pcm: pcm.name.clone(),
        };
        if let Some((tree, socket)) = &self.tree {
            let paths: [Option<&Path>; 3] = [
                Some(names.pcm.as_path()),
                Some(names.at.as_path()),
                Some(names.second.as_path()),
            ];
            let mut module = Module::ec25(TtyNumbers::from(numbers.tty), paths);
            module.usb = self.kind.0;
            module.card = numbers.card.map(|index| self.card(index));
            let _alone = lock(&TREES);
            tree.plug(socket, &module)
                .map_err(failed(format!("plug the modem into {socket}")))?;
        }
        self.ports = [Some(at), Some(second)];
        *lock(&self.line.pcm) = Some(Arc::new(pcm));
        *lock(&self.line.names) = names;
        self.numbers = Some(numbers);
        Ok(())
    }

    /// Closes our ends of the terminals: the host's reads end and its writes fail.
    pub(super) fn unplug(&mut self) {
        if self.numbers.take().is_none() {
            return;
        }
        self.held = [(false, None), (false, None)];
        self.ports = [None, None];
        *lock(&self.line.pcm) = None;
        *lock(&self.line.names) = Names::default();
        if let Some((tree, socket)) = &self.tree {
            let alone = lock(&TREES);
            let done = tree.unplug(socket);
            drop(alone);
            self.note("pull the modem out of the tree", done);
        }
    }

    /// Does what the rig says.
    pub(super) fn follow(&mut self, bus: Bus) {
        match bus {
            Bus::Gone => self.unplug(),
            Bus::Back(numbers) => {
                if let Err(error) = self.plug(numbers) {
                    self.fail(error.to_string());
                }
            }
            Bus::CardGone => {
                if let (Some((tree, _)), Some(index)) =
                    (&self.tree, self.numbers.and_then(|n| n.card))
                {
                    let alone = lock(&TREES);
                    let done = tree.unplug_card(index);
                    drop(alone);
                    self.note("take the card out of the tree", done);
                }
            }
            Bus::CardBack(index) => {
                if let Some((tree, socket)) = &self.tree {
                    let alone = lock(&TREES);
                    let done = tree.plug_card(socket, &self.card(index));
                    drop(alone);
                    self.note("put the card back into the tree", done);
                }
            }
            Bus::Held(port) => self.held[port as usize].0 = true,
            Bus::Free(port) => self.held[port as usize] = (false, None),
            Bus::Twin => {}
        }
    }

    /// Another program takes hold of what it wants as soon as nobody else has it.
    pub(super) fn grasp(&mut self) {
        for (port, held) in self.ports.iter().zip(&mut self.held) {
            if let (Some(port), (true, None)) = (port, &held) {
                held.1 = tty::open(&port.name).ok();
            }
        }
    }

    pub(super) fn read(&self, port: PortId, buffer: &mut [u8]) -> usize {
        let port = self.ports[port as usize].as_ref();
        port.map_or(0, |port| port.read(buffer))
    }

    /// What a host does not read until the queue is full is lost, as on USB.
    pub(super) fn write(&self, port: PortId, bytes: &[u8]) {
        if let Some(port) = &self.ports[port as usize] {
            port.write(bytes);
        }
    }

    pub(super) fn both(&self) -> [Option<&Port>; 2] {
        [self.ports[0].as_ref(), self.ports[1].as_ref()]
    }

    /// The second one of two cards of a kind gets a number.
    fn card(&self, index: u32) -> CardNumber {
        let id = match index {
            0 | 1 => self.kind.1.clone(),
            n => format!("{}_{}", self.kind.1, n - 1),
        };
        CardNumber { index, id }
    }

    fn note(&mut self, attempt: &str, done: io::Result<()>) {
        if let Err(error) = done {
            self.fail(format!("could not {attempt}: {error}"));
        }
    }

    fn fail(&mut self, what: String) {
        if self.failures.len() < Self::MOST_FAILURES {
            self.failures.push(what);
        }
    }
}
