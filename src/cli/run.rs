//! `munjigi run`: the box at work.

use std::{path::Path, sync::Arc};

use tokio::sync::oneshot;

use crate::{
    app::{BoxClock, Config, EngineEvents, Engines, check_ports, locate, serve},
    modem::discovery::Roots,
    speech::host::Launch,
    time::Clock as _,
};

use super::{Exit, Failure};

/// Answers calls until it is told to stop (SIGINT, SIGTERM).
pub fn run(config: &Path) -> Result<Exit, Failure> {
    let started = BoxClock::start();
    let config = Config::load(config)?;
    let roots = Roots::default();
    let sites = locate(&config.lines, &roots, &started)?;
    for site in &sites {
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
    let rendered = engines.prepare(&config.shop, |done, of| {
        tracing::debug!(done, of, "rendering the sentences of the shop");
    })?;
    let (new, kept) = (rendered.new, rendered.kept);
    tracing::info!(at_ms = at_ms(), new, kept, "sentences ready");
    if !rendered.failed.is_empty() {
        tracing::warn!(
            count = rendered.failed.len(),
            "sentences could not be rendered"
        );
    }
    runtime()?.block_on(async {
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(async move {
            wait_for_signal().await;
            let _already_over = stop.send(());
        });
        serve(&config, &sites, engines, Arc::new(started), None, stopped).await?;
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
