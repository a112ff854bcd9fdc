//! One table of a settings file, which knows what was asked of it.

use std::{cell::RefCell, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Document, Refusal, Setting};

/// A table being read. When it is dropped it reports every key that nobody asked for.
#[derive(Debug)]
pub struct Table<'d> {
    document: &'d Document<'d>,
    path: String,
    table: &'d DeTable<'d>,
    span: Range<usize>,
    asked: RefCell<Vec<String>>,
}

impl<'d> Table<'d> {
    pub(super) const fn new(
        document: &'d Document<'d>,
        path: String,
        table: &'d DeTable<'d>,
        span: Range<usize>,
    ) -> Self {
        Self {
            document,
            path,
            table,
            span,
            asked: RefCell::new(Vec::new()),
        }
    }

    /// The value of `key`; `None` when it is absent, or wrong (which is reported).
    pub fn get<T: Setting>(&self, key: &str) -> Option<T> {
        self.get_with(key, T::read)
    }

    /// The value of `key`, or `default` when it is absent. A wrong value is reported and `default`
    /// stands in so that reading can go on.
    pub fn get_or<T: Setting>(&self, key: &str, default: T) -> T {
        self.get(key).unwrap_or(default)
    }

    /// The value of `key`; that it is absent is a mistake too.
    pub fn require<T: Setting>(&self, key: &str) -> Option<T> {
        if self.find(key).is_none() {
            self.missing(key);
            return None;
        }
        self.get(key)
    }

    /// The value of `key` as `read` understands it; `None` when it is absent or refused (which is
    /// reported).
    pub fn get_with<T>(
        &self,
        key: &str,
        read: impl FnOnce(&DeValue<'_>) -> Result<T, Refusal>,
    ) -> Option<T> {
        let (_, value) = self.find(key)?;
        if value.span().is_empty() {
            return None; // stands where the TOML was broken, which has been reported
        }
        match read(value.get_ref()) {
            Ok(value) => Some(value),
            Err(refusal) => {
                self.document
                    .report(value.span(), &self.path_of(key), refusal);
                None
            }
        }
    }

    /// The text value of `key` as `read` understands it; any other kind of value is reported.
    pub fn get_text<T>(
        &self,
        key: &str,
        read: impl FnOnce(&str) -> Result<T, Refusal>,
    ) -> Option<T> {
        self.get_with(key, |value| read(&String::read(value)?))
    }

    /// The table below `key`; `None` when it is absent or not a table (which is reported).
    pub fn table(&self, key: &str) -> Option<Table<'d>> {
        let (name, value) = self.find(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(Self::new(
                self.document,
                self.path_of(key),
                table,
                name.span(),
            )),
            other => {
                self.wrong_kind(key, value.span(), other);
                None
            }
        }
    }

    /// The tables of `[[key]]`, in order; none when it is absent.
    pub fn tables(&self, key: &str) -> Vec<Table<'d>> {
        let Some((_, value)) = self.find(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_kind(key, value.span(), value.get_ref());
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(items.len());
        for (n, item) in items.iter().enumerate() {
            let path = format!("{}[{}]", self.path_of(key), n + 1);
            match item.get_ref() {
                DeValue::Table(table) => {
                    tables.push(Self::new(self.document, path, table, item.span()));
                }
                other => self.wrong_kind(key, item.span(), other),
            }
        }
        tables
    }

    /// The keys of this table that nobody has asked for yet, for tables whose keys are data; they
    /// count as asked for from now on.
    pub fn remaining_keys(&self) -> Vec<String> {
        let keys: Vec<String> = self
            .unasked()
            .map(|(name, _)| name.get_ref().to_string())
            .collect();
        self.asked.borrow_mut().extend(keys.iter().cloned());
        keys
    }

    /// Reports a mistake about `key`, or about the table as a whole when it has no such key.
    pub fn refuse(&self, key: &str, refusal: Refusal) {
        let at = self
            .find(key)
            .map_or_else(|| self.span.clone(), |(_, value)| value.span());
        self.document.report(at, &self.path_of(key), refusal);
    }

    /// The source text of the value of `key`, for a part that reads it by itself.
    pub fn source(&self, key: &str) -> Option<&'d str> {
        let (_, value) = self.find(key)?;
        Some(self.document.slice(value.span()))
    }

    /// Whether `key` stands in the table; counts as asking for it.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    fn find(
        &self,
        key: &str,
    ) -> Option<(
        &'d Spanned<toml::de::DeString<'d>>,
        &'d Spanned<DeValue<'d>>,
    )> {
        self.asked.borrow_mut().push(key.to_owned());
        self.table
            .iter()
            .find(|(name, _)| name.get_ref().as_ref() == key)
    }

    fn unasked(
        &self,
    ) -> impl Iterator<
        Item = (
            &'d Spanned<toml::de::DeString<'d>>,
            &'d Spanned<DeValue<'d>>,
        ),
    > {
        let asked = self.asked.borrow().clone();
        self.table
            .iter()
            .filter(move |(name, _)| !asked.iter().any(|a| a == name.get_ref().as_ref()))
    }

    fn path_of(&self, key: &str) -> String {
        match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        }
    }

    fn missing(&self, key: &str) {
        self.document.report(
            self.span.clone(),
            &self.path_of(key),
            Refusal::new(
                format!("{key} 값이 없습니다. 적어 주세요."),
                format!("{key} is missing; add it"),
            ),
        );
    }

    fn wrong_kind(&self, key: &str, at: Range<usize>, value: &DeValue<'_>) {
        self.document.report(
            at,
            &self.path_of(key),
            Refusal::new(
                format!("{key}에는 표([{key}])가 와야 합니다."),
                format!("expected a table [{key}], found {}", value.type_str()),
            ),
        );
    }
}

impl Drop for Table<'_> {
    fn drop(&mut self) {
        for key in self.asked.borrow().iter() {
            self.document.note_asked(self.path_of(key));
        }
        for (name, _) in self.unasked() {
            let key: &str = name.get_ref();
            let asked = self.asked.borrow();
            let near = asked
                .iter()
                .map(|known| (strsim::damerau_levenshtein(key, known), known))
                .filter(|(distance, known)| *distance <= 2 && *distance < known.chars().count())
                .min();
            let refusal = match near {
                Some((_, known)) => Refusal::new(
                    format!("모르는 설정입니다. {known}인가요?"),
                    format!("unknown key; did you mean {known}?"),
                ),
                None => {
                    let mut known: Vec<&str> = asked.iter().map(String::as_str).collect();
                    known.sort_unstable();
                    known.dedup();
                    let known = known.join(", ");
                    Refusal::new(
                        format!("모르는 설정입니다. 지우거나 다음 중에서 고르세요: {known}"),
                        format!("unknown key; remove it or use one of: {known}"),
                    )
                }
            };
            self.document
                .report(name.span(), &self.path_of(key), refusal);
        }
    }
}
