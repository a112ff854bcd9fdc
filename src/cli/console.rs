//! `munjigi console`: the technician's screen.

use crate::{
    app::DATABASE,
    console::{self, Charset, Language, Places, Setup},
};

use super::{
    Exit, Failure,
    args::Console,
    here::{data, models},
};

/// Where USB sticks are mounted.
const STICKS: [&str; 3] = ["/media", "/run/media", "/mnt"];

/// Shows the screen until somebody leaves it.
pub fn console(order: &Console) -> Result<Exit, Failure> {
    let mut problem = None;
    let here = &order.here;
    let config = here.load(|failure| problem = Some(failure.message().to_owned()));
    let config = config.as_ref();
    let program = std::env::current_exe().map_err(|error| Failure::new(Exit::Failed, &error))?;
    let places = Places {
        sockets: here.sockets(config),
        database: data(config).join(DATABASE),
        models: models(config),
        config: here.settings(),
        program,
        as_root: order
            .as_root
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        sticks: STICKS.map(Into::into).to_vec(),
    };
    let lines = config.iter().flat_map(|config| &config.lines);
    let setup = Setup {
        language: if order.english {
            Language::English
        } else {
            Language::Korean
        },
        charset: if order.ascii {
            Charset::Ascii
        } else {
            charset()
        },
        lines: lines.map(|line| line.name.clone()).collect(),
        problem,
    };
    console::run(&places, setup).map_err(|error| Failure::new(Exit::Failed, &error))?;
    Ok(Exit::Ok)
}

fn charset() -> Charset {
    let set = ["LC_ALL", "LC_CTYPE", "LANG"].map(|name| std::env::var(name).ok());
    Charset::of_locale(set.each_ref().map(Option::as_deref))
}
