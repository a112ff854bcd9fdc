//! What the box is to say.

/// Sentences to be said one after the other.
///
/// They come in parts because parts are rendered apart: a fixed sentence is ready before the call,
/// and while it plays the values that only this call has are rendered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speech {
    /// The parts, in the order in which they are heard.
    pub parts: Vec<Part>,
    /// Whoever speaks meanwhile does not stop it: what the law wants said is said.
    pub to_the_end: bool,
    /// At a slower pace: somebody has asked for it.
    pub slowly: bool,
}

/// One part of a [`Speech`], rendered in one go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A sentence known before the call, rendered when the settings are saved.
    Fixed(String),
    /// Words that only this call has.
    Slot(String),
}

impl Part {
    /// The words.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Fixed(text) | Self::Slot(text) => text,
        }
    }
}

impl Speech {
    /// One fixed sentence.
    #[must_use]
    pub fn fixed(text: impl Into<String>) -> Self {
        Self::default().then_fixed(text)
    }

    /// One part that only this call has.
    #[must_use]
    pub fn slot(text: impl Into<String>) -> Self {
        Self::default().then_slot(text)
    }

    /// This, and then a fixed sentence.
    #[must_use]
    pub fn then_fixed(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part::Fixed(text.into()));
        self
    }

    /// This, and then words that only this call has.
    #[must_use]
    pub fn then_slot(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part::Slot(text.into()));
        self
    }

    /// This, to be said to its end whoever speaks meanwhile.
    #[must_use]
    pub const fn to_the_end(mut self) -> Self {
        self.to_the_end = true;
        self
    }

    /// This, at a slower pace.
    #[must_use]
    pub const fn slowly(mut self) -> Self {
        self.slowly = true;
        self
    }

    /// All words, with a space between the parts: what a transcript shows.
    #[must_use]
    pub fn text(&self) -> String {
        self.parts
            .iter()
            .map(Part::text)
            .collect::<Vec<_>>()
            .join(" ")
    }
}
