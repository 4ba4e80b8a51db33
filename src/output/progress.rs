//! What a person at a terminal sees while nothing happens for a while.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long nothing may happen before it is shown that something is under way.
const SHOW_AFTER: Duration = Duration::from_millis(500);
/// How often what is shown moves.
const TICK: Duration = Duration::from_millis(100);

/// Shows that something is under way.
#[derive(Debug)]
pub(super) struct Progress {
    /// Whether stderr is a terminal on which it can be shown.
    is_shown: bool,
    waits_for: RefCell<String>,
    bar: RefCell<Option<ProgressBar>>,
    /// When something was last printed.
    last: Cell<Instant>,
    /// While a person is asked, and once a command stays.
    is_paused: Cell<bool>,
}

impl Progress {
    pub(super) fn new(is_shown: bool) -> Self {
        Self {
            is_shown,
            waits_for: RefCell::new("an answer".to_owned()),
            bar: RefCell::default(),
            last: Cell::new(Instant::now()),
            is_paused: Cell::default(),
        }
    }

    /// Says what is waited for.
    pub(super) fn waits_for(&self, what: String) {
        self.waits_for.replace(what);
    }

    /// Makes room for something to be printed.
    pub(super) fn clear(&self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        self.last.set(Instant::now());
    }

    /// Shows nothing, or does again.
    pub(super) fn pause(&self, is_paused: bool) {
        self.clear();
        self.is_paused.set(is_paused);
    }

    /// Shows it as long as this is polled.
    pub(super) async fn show(&self) -> Infallible {
        if !self.is_shown {
            return std::future::pending().await;
        }
        let mut tick = tokio::time::interval(TICK);
        loop {
            tick.tick().await;
            if self.is_paused.get() || self.last.get().elapsed() < SHOW_AFTER {
                continue;
            }
            let mut bar = self.bar.borrow_mut();
            let bar = bar.get_or_insert_with(|| spinner(&self.waits_for.borrow()));
            bar.tick();
        }
    }
}

fn spinner(waits_for: &str) -> ProgressBar {
    let bar = ProgressBar::new_spinner()
        .with_elapsed(SHOW_AFTER)
        .with_message(format!("waiting for {waits_for}"));
    bar.set_draw_target(ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {wide_msg} {elapsed}") {
        bar.set_style(style);
    }
    bar
}
