//! Makes the recordings of the corpus of `vault_file`, in a folder that has none of them.

use std::{error::Error, path::PathBuf};

use munjigi_fuzz::{
    recordings::{CALLS, about, kek, sound},
    vault::Recorder,
};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("name a folder")?;
    for (call, pairs) in CALLS {
        let (far, ours) = sound(call, pairs);
        let mut recorder = Recorder::create(&PathBuf::from(&folder), &kek(), &about(call))?;
        recorder.push(&far, &ours)?;
        println!("{}", recorder.finish()?.path.display());
    }
    Ok(())
}
