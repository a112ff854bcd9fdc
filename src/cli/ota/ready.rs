//! `munjigi ota ready`, `drain` and `resume`: whether this is the moment.

use std::{path::Path, thread, time::Duration};

use crate::{
    app::BoxClock,
    control::{Answer, Client, ControlError, Question},
    time::Clock as _,
};

use super::super::{Exit, Failure};

/// Between two questions whether the box is free.
const ASK_AGAIN: Duration = Duration::from_secs(1);
/// The box rests for this much longer than it is waited for: time to stop it.
const MARGIN: Duration = Duration::from_secs(120);

/// Asks whether the box that listens at `socket` may be stopped, again and again for `wait`; with `rests` it begins
/// nothing new meanwhile, and when it is free it stays so for two minutes more.
pub(super) fn ready(
    socket: &Path,
    wait: Duration,
    rests: bool,
    json: bool,
) -> Result<Exit, Failure> {
    let mut client = match Client::connect(socket) {
        Ok(client) => client,
        // Nothing runs that could be interrupted.
        Err(ControlError::NotRunning { .. }) => return Ok(told(None, json)),
        Err(error) => return Err(error.into()),
    };
    if rests {
        let seconds = u32::try_from((wait + MARGIN).as_secs()).unwrap_or(u32::MAX);
        done(client.ask(&Question::Drain { seconds })?)?;
    }
    let clock = BoxClock::start();
    loop {
        match client.ask(&Question::Ready)? {
            Answer::Busy { .. } if clock.elapsed() < wait => thread::sleep(ASK_AGAIN),
            Answer::Busy { korean, english } => {
                if rests {
                    done(client.ask(&Question::Resume)?)?;
                }
                return Ok(told(Some((&korean, &english)), json));
            }
            other => {
                done(other)?;
                return Ok(told(None, json));
            }
        }
    }
}

/// The box goes on as before.
pub(super) fn resume(socket: &Path) -> Result<Exit, Failure> {
    done(Client::connect(socket)?.ask(&Question::Resume)?)?;
    Ok(Exit::Ok)
}

fn done(answer: Answer) -> Result<(), Failure> {
    match answer {
        Answer::Done => Ok(()),
        Answer::Refused { why } => Err(Failure::saying(Exit::Failed, why)),
        other => Err(Failure::saying(
            Exit::Failed,
            format!("not an answer: {other:?}"),
        )),
    }
}

fn told(busy: Option<(&str, &str)>, json: bool) -> Exit {
    if json {
        let why = busy.map(|(_, english)| english);
        println!(
            "{}",
            serde_json::json!({ "ready": busy.is_none(), "why": why })
        );
    } else if let Some((korean, english)) = busy {
        println!("{korean} / {english}");
    } else {
        println!("업데이트할 수 있습니다 / ready for an update");
    }
    if busy.is_none() { Exit::Ok } else { Exit::Busy }
}
