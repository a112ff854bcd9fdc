//! What came of a call, by what the line said.

use super::prompt::{Ask, Prompt, Statement, What};

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Opted out.
    Success,
    /// Had been opted out before.
    Already,
    /// Not done, and said so.
    Failure,
    /// Ads were allowed again: an alarm.
    Reversed,
    /// The line was not reached.
    Network,
    /// The line waits for something.
    NeedsInput,
    /// Nothing that makes sense was heard: no failure, but broken sound, music, silence.
    Unknown,
}

impl Outcome {
    /// A stable word for programs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Already => "already",
            Self::Failure => "failure",
            Self::Reversed => "reversed",
            Self::Network => "network",
            Self::NeedsInput => "need_input",
            Self::Unknown => "unknown",
        }
    }
}

/// What the line wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing that can be given.
    Nothing,
    /// The caller's own number and the hash key.
    Phone,
    /// The ID of the ad and the hash key.
    Id,
    /// A key.
    Key(char),
    /// A word.
    Yes,
    /// A person.
    Person,
}

impl Need {
    /// A stable word for programs: `phone#`, `id#`, `key1`, `#`.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            Self::Nothing => "none".to_owned(),
            Self::Phone => "phone#".to_owned(),
            Self::Id => "id#".to_owned(),
            Self::Key('#') => "#".to_owned(),
            Self::Key(face) => format!("key{face}"),
            Self::Yes => "yes".to_owned(),
            Self::Person => "human".to_owned(),
        }
    }
}

/// A verdict on what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What came of it.
    pub outcome: Outcome,
    /// What the line wants, or wanted when it gave up.
    pub need: Need,
    /// The sentence that it rests on, when there is one.
    pub sentence: Option<String>,
}

impl Judgement {
    /// Judges what was said; of a call only what came behind our last key.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let prompt = Prompt::read(text);
        let wanted = wanted(&prompt);
        let Some((statement, sentence)) = prompt.statement() else {
            let asks = prompt.said.last().map(|said| said.sentence.clone());
            let outcome = if asks.is_some() || prompt.is_clear {
                Outcome::NeedsInput
            } else {
                Outcome::Unknown
            };
            return Self {
                outcome,
                need: wanted,
                sentence: asks,
            };
        };
        let (outcome, need) = match statement {
            Statement::Done => (Outcome::Success, Need::Nothing),
            Statement::Already => (Outcome::Already, Need::Nothing),
            Statement::Undone => (Outcome::Reversed, Need::Nothing),
            Statement::NotReached => (Outcome::Network, Need::Nothing),
            Statement::Person | Statement::Costs => (Outcome::NeedsInput, Need::Person),
            Statement::Refused | Statement::NoInput => (Outcome::Failure, wanted),
        };
        Self {
            outcome,
            need,
            sentence: Some(sentence.to_owned()),
        }
    }
}

/// What was asked for last; "once more" means what was asked for before, or else the number that one always enters.
fn wanted(prompt: &Prompt) -> Need {
    let asks = prompt
        .said
        .iter()
        .rev()
        .filter_map(|said| match &said.what {
            What::Asks(ask) => Some(ask),
            What::States(_) => None,
        });
    let mut again = false;
    for ask in asks {
        match ask {
            Ask::Again => again = true,
            ask => return need(ask),
        }
    }
    if again { Need::Phone } else { Need::Nothing }
}

fn need(ask: &Ask) -> Need {
    match ask {
        Ask::Phone | Ask::Again => Need::Phone,
        Ask::Id => Need::Id,
        Ask::SayYes => Need::Yes,
        Ask::Unheard => Need::Nothing,
        Ask::Hash | Ask::Choose(_) => ask.key().map_or(Need::Nothing, |key| Need::Key(key.face())),
    }
}
