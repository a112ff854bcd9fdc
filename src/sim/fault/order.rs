//! A fault with its parameters: from a scenario file or from a line that somebody typed.

use std::{fmt, time::Duration};

use toml::de::DeValue;

use crate::settings::{Refusal, Setting, Table};

use super::{Fault, Span};

/// A fault as it is wanted. Made by [`Order::new`], [`Order::parse`] or [`Order::read`], so its
/// parameters are always ones that the fault takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Which one.
    pub fault: Fault,
    /// `for`: how long; `None` until it is healed (or because it takes no time).
    pub lasts: Option<Duration>,
    /// `count`: how often; `None` as often as it comes.
    pub count: Option<u32>,
    /// `variant`; empty when there is only one way.
    pub variant: &'static str,
    /// `rate`, in the unit of [`super::Rate`]; 0 when it takes none.
    pub rate: u32,
    /// `on`: the beginning of the command that it waits for, without `AT`, in capitals; empty for
    /// any.
    pub on: String,
}

impl Order {
    /// `fault` with its usual parameters.
    #[must_use]
    pub fn new(fault: Fault) -> Self {
        let takes = fault.row().takes;
        Self {
            fault,
            lasts: match takes.span {
                Span::Lasts(span) => Some(span),
                Span::Moment | Span::Open => None,
            },
            count: takes.count,
            variant: takes.variants.first().copied().unwrap_or_default(),
            rate: takes.rate.map_or(0, |rate| rate.usual),
            on: String::new(),
        }
    }

    /// The same with another way of going wrong.
    ///
    /// # Panics
    /// When the fault has no such variant: for tests and tables, not for what people write.
    #[must_use]
    pub fn variant(mut self, variant: &str) -> Self {
        let set = self.set_variant(variant);
        assert!(set.is_ok(), "{} has no variant {variant}", self.fault);
        self
    }

    /// The same, for this long.
    #[must_use]
    pub const fn lasting(mut self, span: Duration) -> Self {
        self.lasts = Some(span);
        self
    }

    /// The same, this often.
    #[must_use]
    pub const fn times(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    /// The same, for commands that begin like this (`"+CMGS"`, `"ATA"`).
    #[must_use]
    pub fn on(mut self, command: &str) -> Self {
        self.on = bare(command);
        self
    }

    /// Reads what a person types: `F19 for=5s`, `slow-reply variant=over on=ATH`.
    ///
    /// # Errors
    /// What is wrong with it, and what to write instead.
    pub fn parse(line: &str) -> Result<Self, Refusal> {
        let mut words = line.split_whitespace();
        let mut order = Self::new(Fault::find(words.next().unwrap_or_default())?);
        for word in words {
            let (key, text) = word.split_once('=').ok_or_else(|| {
                Refusal::new(
                    format!("{word:?}: key=값으로 적어 주세요(예: for=5s)."),
                    format!("{word:?}: write key=value, for example for=5s"),
                )
            })?;
            let number = |text: &str| {
                let wanted = Refusal::new(
                    format!("{text:?}: 숫자로 적어 주세요."),
                    format!("{text:?}: write a whole number"),
                );
                text.parse::<u32>().map_err(|_| wanted)
            };
            match key {
                "for" => {
                    order.set_span(Duration::read(&DeValue::String(text.to_owned().into()))?)?
                }
                "count" => order.set_count(number(text)?)?,
                "variant" => order.set_variant(text)?,
                "rate" => order.set_rate(number(text)?)?,
                "on" => order.set_on(text)?,
                other => return Err(order.takes_no(other)),
            }
        }
        Ok(order)
    }

    /// Reads `name`, `for`, `count`, `variant`, `rate` and `on` of a table; what is wrong has been
    /// reported.
    #[must_use]
    pub fn read(table: &Table<'_>) -> Option<Self> {
        let fault = if table.has("name") {
            table.get_text("name", Fault::find)
        } else {
            table.require::<String>("name").and(None)
        };
        // Asked for whatever the name is, so that they are not called unknown.
        let span: Option<Duration> = table.get("for");
        let count: Option<u32> = table.get("count");
        let variant: Option<String> = table.get("variant");
        let rate: Option<u32> = table.get("rate");
        let on: Option<String> = table.get("on");
        let mut order = Self::new(fault?);
        let mut fits = true;
        let mut take = |key: &str, set: Option<Result<(), Refusal>>| {
            if let Some(Err(refusal)) = set {
                table.refuse(key, refusal);
                fits = false;
            }
        };
        take("for", span.map(|span| order.set_span(span)));
        take("count", count.map(|count| order.set_count(count)));
        take("variant", variant.map(|word| order.set_variant(&word)));
        take("rate", rate.map(|rate| order.set_rate(rate)));
        take("on", on.map(|command| order.set_on(&command)));
        fits.then_some(order)
    }

    fn set_span(&mut self, span: Duration) -> Result<(), Refusal> {
        if self.fault.row().takes.span == Span::Moment {
            return Err(self.takes_no("for"));
        }
        self.lasts = Some(span);
        Ok(())
    }

    fn set_count(&mut self, count: u32) -> Result<(), Refusal> {
        if self.fault.row().takes.count.is_none() {
            return Err(self.takes_no("count"));
        }
        if !(1..=10_000).contains(&count) {
            return Err(Refusal::new(
                "1부터 10000까지의 정수로 적어 주세요.",
                "write a whole number from 1 to 10000",
            ));
        }
        self.count = Some(count);
        Ok(())
    }

    fn set_variant(&mut self, word: &str) -> Result<(), Refusal> {
        let variants = self.fault.row().takes.variants;
        if variants.is_empty() {
            return Err(self.takes_no("variant"));
        }
        let found = variants.iter().find(|known| **known == word);
        self.variant = found.copied().ok_or_else(|| {
            let known = variants.join(", ");
            Refusal::new(
                format!("다음 중에서 고르세요: {known}"),
                format!("use one of: {known}"),
            )
        })?;
        Ok(())
    }

    fn set_rate(&mut self, number: u32) -> Result<(), Refusal> {
        let Some(rate) = self.fault.row().takes.rate else {
            return Err(self.takes_no("rate"));
        };
        let (least, most, unit) = (rate.least, rate.most, rate.unit);
        if !(least..=most).contains(&number) {
            return Err(Refusal::new(
                format!("{least}부터 {most}까지의 정수로 적어 주세요({unit})."),
                format!("write a whole number from {least} to {most} ({unit})"),
            ));
        }
        self.rate = number;
        Ok(())
    }

    fn set_on(&mut self, command: &str) -> Result<(), Refusal> {
        if !self.fault.row().takes.on {
            return Err(self.takes_no("on"));
        }
        let command = bare(command);
        if command.is_empty() || command.len() > 32 {
            return Err(Refusal::new(
                "명령의 앞부분을 적어 주세요(예: \"+CMGS\", \"ATA\").",
                "write the beginning of a command, for example \"+CMGS\" or \"ATA\"",
            ));
        }
        self.on = command;
        Ok(())
    }

    fn takes_no(&self, key: &str) -> Refusal {
        let keys: Vec<&str> = self.fault.row().takes.keys().collect();
        let fault = self.fault;
        if keys.is_empty() {
            return Refusal::new(
                format!("{fault}에는 {key}가 없습니다. 지워 주세요."),
                format!("{fault} takes no {key}; remove it"),
            );
        }
        let keys = keys.join(", ");
        Refusal::new(
            format!("{fault}에는 {key}가 없습니다. 쓸 수 있는 것: {keys}"),
            format!("{fault} takes no {key}; it takes {keys}"),
        )
    }
}

/// `AT+CMGS` and `+cmgs` are the same command.
fn bare(command: &str) -> String {
    let command = command.trim().to_ascii_uppercase();
    command.strip_prefix("AT").unwrap_or(&command).to_owned()
}

impl fmt::Display for Order {
    /// As [`Order::parse`] reads it, with everything that is not usual.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let usual = Self::new(self.fault);
        write!(f, "{}", self.fault)?;
        if let Some(span) = self.lasts.filter(|_| self.lasts != usual.lasts) {
            write!(f, " for={}ms", span.as_millis())?;
        }
        if let Some(count) = self.count.filter(|_| self.count != usual.count) {
            write!(f, " count={count}")?;
        }
        if self.variant != usual.variant {
            write!(f, " variant={}", self.variant)?;
        }
        if self.rate != usual.rate {
            write!(f, " rate={}", self.rate)?;
        }
        if !self.on.is_empty() {
            write!(f, " on={}", self.on)?;
        }
        Ok(())
    }
}
