//! Questions that nobody could answer, and the owner's answers.

use jiff::civil::DateTime;
use rusqlite::params;

use crate::call::Answered;

use super::{CallId, Store, StoreError, open::doing};

/// A question as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct QuestionRow {
    /// Its row.
    pub id: i64,
    /// What was asked.
    pub text: String,
    /// The owner's answer, when there is one.
    pub answer: Option<String>,
}

impl Store {
    /// A question that could not be answered, for the owner's list.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn unanswered(&mut self, call: CallId, text: &str, at: DateTime) -> Result<(), StoreError> {
        self.db
            .execute(
                "INSERT INTO questions (call_id, text, created_at) VALUES (?1, ?2, ?3)",
                params![call.0, text, at.to_string()],
            )
            .map_err(doing("note an unanswered question"))?;
        Ok(())
    }

    /// Questions that could not be answered, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn questions(&self) -> Result<Vec<QuestionRow>, StoreError> {
        let reading = doing("list the unanswered questions");
        let mut query = self
            .db
            .prepare(
                "SELECT q.id, q.text, a.answer FROM questions q
                 LEFT JOIN answers a ON a.id = q.answer_id ORDER BY q.id",
            )
            .map_err(&reading)?;
        let rows = query.query_map([], |row| {
            Ok(QuestionRow {
                id: row.get(0)?,
                text: row.get(1)?,
                answer: row.get(2)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(&reading)
    }

    /// The owner answers a question of the list: callers get the answer from the next call on.
    /// Returns whether there is such a question.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn answer_question(
        &mut self,
        id: i64,
        answer: &str,
        at: DateTime,
    ) -> Result<bool, StoreError> {
        let answering = doing("write an answer");
        let work = self.db.transaction().map_err(&answering)?;
        let written = work
            .execute(
                "INSERT INTO answers (question, answer, created_at)
                 SELECT text, ?2, ?3 FROM questions WHERE id = ?1",
                params![id, answer, at.to_string()],
            )
            .map_err(&answering)?;
        work.execute(
            "UPDATE questions SET answer_id = ?2 WHERE id = ?1",
            params![id, work.last_insert_rowid()],
        )
        .map_err(&answering)?;
        if written == 0 {
            return Ok(false); // dropped, and with it everything is as before
        }
        work.commit().map_err(&answering)?;
        Ok(true)
    }

    /// The owner answers a question that nobody has asked yet.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add_answer(
        &mut self,
        question: &str,
        answer: &str,
        at: DateTime,
    ) -> Result<(), StoreError> {
        self.db
            .execute(
                "INSERT INTO answers (question, answer, created_at) VALUES (?1, ?2, ?3)",
                params![question, answer, at.to_string()],
            )
            .map_err(doing("write an answer"))?;
        Ok(())
    }

    /// The owner's answers, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn answers(&self) -> Result<Vec<Answered>, StoreError> {
        let reading = doing("list the owner's answers");
        let mut query = self
            .db
            .prepare_cached("SELECT question, answer FROM answers ORDER BY id")
            .map_err(&reading)?;
        let rows = query.query_map([], |row| {
            Ok(Answered {
                question: row.get(0)?,
                answer: row.get(1)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(&reading)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phone::Caller;
    use jiff::civil::date;

    #[test]
    fn an_answered_question_is_an_answer_from_then_on() {
        let now = date(2026, 11, 21).at(12, 0, 0, 0);
        let mut store = Store::in_memory().unwrap();
        let call = store.call_rang("main", &Caller::Withheld, now).unwrap();
        store.unanswered(call, "땅콩이 들어가나요", now).unwrap();
        let id = store.questions().unwrap()[0].id;
        assert!(
            store
                .answer_question(id, "땅콩은 쓰지 않아요.", now)
                .unwrap()
        );
        assert!(!store.answer_question(id + 1, "네.", now).unwrap());
        let answers = store.answers().unwrap();
        assert_eq!(answers.len(), 1);
        assert_eq!(answers[0].question, "땅콩이 들어가나요");
        let answer = store.questions().unwrap()[0].answer.clone();
        assert_eq!(answer.as_deref(), Some("땅콩은 쓰지 않아요."));
    }
}
