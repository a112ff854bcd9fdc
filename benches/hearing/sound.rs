//! The sentences as sound, rendered once, and what the line makes of them.

use std::{
    error::Error,
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    io::BufReader,
    path::PathBuf,
    time::Duration,
};

use munjigi::{
    audio::{Hz8k, Hz16k, Hz24k, Pcm, resample, wav},
    sim::channel::{Quality, Telephone},
    speech::{Kokoro, Manner, Models, Threads, telephone},
};

/// Silence before and behind the words that the ears hand over with them.
const BEFORE: Duration = Duration::from_millis(270);
const BEHIND: Duration = Duration::from_millis(230);

/// What lies between a mouth and the recogniser.
#[derive(Clone, Copy)]
pub struct Channel {
    pub name: &'static str,
    /// `None` for no telephone at all.
    line: Option<Quality>,
}

const fn telephone(name: &'static str, noise_db: Option<f32>) -> Channel {
    let loss = 0.0;
    let line = Some(Quality {
        noise_db,
        loss,
        echo_db: None,
    });
    Channel { name, line }
}

pub const CHANNELS: [Channel; 5] = [
    Channel {
        name: "clean",
        line: None,
    },
    telephone("telephone", None),
    telephone("20-dB", Some(20.0)),
    telephone("15-dB", Some(15.0)),
    telephone("10-dB", Some(10.0)),
];

impl Channel {
    /// What the recogniser gets; the same noise for the same sentence.
    pub fn carry(&self, wide: &Pcm<Hz24k>, seed: u64) -> Pcm<Hz16k> {
        let Some(quality) = self.line else {
            let mut sound = Pcm::silence(BEFORE);
            sound.append(&resample(wide));
            sound.append(&Pcm::silence(BEHIND));
            return sound;
        };
        let mut sound = Pcm::<Hz8k>::silence(BEFORE);
        sound.append(&telephone::level(&resample(wide)));
        sound.append(&Pcm::silence(BEHIND));
        resample(&Telephone::new(quality, seed).carry(&sound))
    }
}

/// The voice, loaded when a sentence has not been rendered before.
pub struct Sounds<'m> {
    models: &'m Models,
    speed: f32,
    folder: PathBuf,
    voice: Option<(String, Kokoro)>,
}

impl<'m> Sounds<'m> {
    pub fn new(models: &'m Models, speed: f32) -> Result<Self, Box<dyn Error>> {
        let folder = PathBuf::from("target/hearing");
        fs::create_dir_all(&folder)?;
        Ok(Self {
            models,
            speed,
            folder,
            voice: None,
        })
    }

    pub fn of(&mut self, voice: &str, text: &str) -> Result<Pcm<Hz24k>, Box<dyn Error>> {
        let mut key = DefaultHasher::new();
        (voice, text, self.speed.to_bits()).hash(&mut key);
        let path = self.folder.join(format!("{:016x}.wav", key.finish()));
        if path.is_file() {
            return Ok(wav::read(BufReader::new(File::open(&path)?))?);
        }
        let spoken = self.kokoro(voice)?.speak_wide(text)?;
        let half = path.with_extension("part");
        wav::write(File::create(&half)?, &[&spoken])?;
        fs::rename(half, path)?;
        Ok(spoken)
    }

    fn kokoro(&mut self, voice: &str) -> Result<&mut Kokoro, Box<dyn Error>> {
        if self.voice.as_ref().is_none_or(|(name, _)| name != voice) {
            let manner = Manner {
                voice: voice.to_owned(),
                speed: self.speed,
            };
            let kokoro = Kokoro::load(self.models.kokoro(), manner, Threads::new(2))?;
            self.voice = Some((voice.to_owned(), kokoro));
        }
        Ok(&mut self.voice.as_mut().ok_or("just loaded")?.1)
    }
}
