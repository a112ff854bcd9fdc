//! `munjigi run`: the box at work.

use std::{path::Path, sync::Arc, time::Duration};

use tokio::sync::{mpsc, oneshot};

use crate::{
    app::{
        BoxClock, Config, EngineEvents, Engines, Waiting, check_ports, locate, serve_as_they_come,
        wait_for_modems,
    },
    modem::discovery::{Roots, watch},
    speech::host::Launch,
    time::Clock as _,
};

use super::{Exit, Failure};

/// Between two looks at what is plugged in, while a line waits for its modem.
const LOOK_FOR_MODEMS: Duration = Duration::from_millis(500);

/// Answers calls until it is told to stop (SIGINT, SIGTERM).
pub fn run(config: &Path) -> Result<Exit, Failure> {
    let started = BoxClock::start();
    let config = Config::load(config)?;
    let roots = Roots::default();
    let first = locate(&config.lines, &roots, &started)?;
    first.check()?;
    for site in &first.sites {
        check_ports(site, &roots.proc)?;
    }
    // The log tells each stage of a start with the time since it began.
    let at_ms = || started.now().as_millis();
    tracing::info!(at_ms = at_ms(), "settings read");
    let events: EngineEvents = Arc::new(|_, _| {});
    let mut engines = Engines::hosted(
        &config.speech,
        &config.data.join("prompts"),
        Path::new(Launch::OWN_EXE),
        events,
    )?;
    let rendered = engines.prepare_opening(&config.shop)?;
    let (new, kept) = (rendered.new, rendered.kept);
    tracing::info!(at_ms = at_ms(), new, kept, "first sentences ready");
    if !rendered.failed.is_empty() {
        tracing::warn!(
            count = rendered.failed.len(),
            "sentences could not be rendered"
        );
    }
    // Loading took a while: more may have been plugged in, or have shown all its parts.
    let located = locate(&config.lines, &roots, &started)?;
    located.check()?;
    let clock = Arc::new(started);
    let (sender, sites) = mpsc::channel(config.lines.len().max(1));
    for site in &located.sites {
        let _has_room = sender.try_send(site.clone());
    }
    let waiting = Waiting::new(&config.lines, &located);
    runtime()?.block_on(async {
        if !waiting.is_over() {
            let found = watch(roots, LOOK_FOR_MODEMS);
            tokio::spawn(wait_for_modems(waiting, found, clock.clone(), sender));
        }
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(async move {
            wait_for_signal().await;
            let _already_over = stop.send(());
        });
        serve_as_they_come(&config, sites, engines, clock, None, stopped).await?;
        Ok(Exit::Ok)
    })
}

/// The runtime of everything that waits.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Failed, &error))
}

async fn wait_for_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminated) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminated.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
