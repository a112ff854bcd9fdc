//! The settings of `[board]`: a way to the power of the modems.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    modem::{
        board::{Board, HookBoard, OrElse, SysfsBoard},
        discovery::Roots,
    },
    settings::{Refusal, Table},
};

/// What can be done to a modem from outside: `[board]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BoardConfig {
    /// The technician's program, and how long it may take.
    pub hook: Option<(PathBuf, Duration)>,
    /// The LEDs that show how the box is, by their names under `/sys/class/leds`: none, one, or red, green and blue.
    pub led: Vec<String>,
}

impl BoardConfig {
    pub(super) fn read(table: &Table<'_>, folder: &Path) -> Option<Self> {
        let hook: Option<String> = table.get("hook");
        let limit = table.get_or("limit", HookBoard::USUAL_LIMIT);
        let longest = Duration::from_secs(120);
        if limit.is_zero() || limit > longest {
            table.refuse(
                "limit",
                Refusal::new(
                    "1초에서 2분 사이로 적어 주세요. 보통은 \"30s\"입니다.",
                    "limit must lie between 1 s and 2 min; \"30s\" is usual",
                ),
            );
        }
        if hook.is_none() && table.has("limit") {
            table.refuse(
                "limit",
                Refusal::new(
                    "hook이 없으면 limit는 쓸모가 없습니다. hook을 적거나 이 줄을 지워 주세요.",
                    "limit means nothing without hook; name one, or remove this line",
                ),
            );
        }
        let led: Vec<String> = table.get_or("led", Vec::new());
        let named = |name: &String| !name.is_empty() && !name.contains('/') && name != "..";
        if !matches!(led.len(), 0 | 1 | 3) || !led.iter().all(named) {
            table.refuse(
                "led",
                Refusal::new(
                    "/sys/class/leds 에 있는 이름을 하나, 또는 빨강·초록·파랑 순서로 셋 적어 주세요.",
                    "name one LED of /sys/class/leds, or three: red, green, blue",
                ),
            );
        }
        Some(Self {
            led,
            hook: hook.map(|hook| (folder.join(hook), limit)),
        })
    }

    /// The board: the hook first, when there is one, and then the kernel.
    #[must_use]
    pub fn board(&self, roots: &Roots) -> Box<dyn Board> {
        let kernel = SysfsBoard::new(&roots.sys);
        match &self.hook {
            None => Box::new(kernel),
            Some((program, limit)) => Box::new(OrElse {
                first: HookBoard::new(program.clone(), *limit),
                second: kernel,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Document;

    fn load(text: &str) -> Result<BoardConfig, String> {
        let document = Document::parse("munjigi.toml", text);
        let board = BoardConfig::read(&document.root(), Path::new("/etc/munjigi"));
        document
            .finish(board)
            .map_err(|problems| problems.to_string())
    }

    #[test]
    fn a_hook_has_its_time() {
        let (program, limit) = load("hook = 'power.sh'\nlimit = '10s'")
            .unwrap()
            .hook
            .unwrap();
        assert_eq!(program, Path::new("/etc/munjigi/power.sh"));
        assert_eq!(limit, Duration::from_secs(10));
        assert_eq!(load("").unwrap(), BoardConfig::default());
        assert!(load("hook = 'x'\nlimit = '1min'").is_ok());
        let refused = load("hook = 'x'\nlimit = '5min'").unwrap_err();
        assert!(refused.contains("2 min"), "{refused}");
        let refused = load("limit = '10s'").unwrap_err();
        assert!(refused.contains("without hook"), "{refused}");
    }

    #[test]
    fn leds_are_one_or_three() {
        assert_eq!(load("led = ['ACT']").unwrap().led, ["ACT"]);
        assert_eq!(load("led = ['r', 'g', 'b']").unwrap().led.len(), 3);
        for wrong in ["led = ['r', 'g']", "led = ['../x']", "led = ['']"] {
            let refused = load(wrong).unwrap_err();
            assert!(refused.contains("red, green, blue"), "{refused}");
        }
    }

    #[test]
    fn without_a_hook_the_kernel_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let mut board = BoardConfig::default().board(&Roots::below(folder.path()));
        let refused = board.rebind(&"1-1.3".parse().unwrap()).unwrap_err();
        assert!(
            refused.to_string().contains("1-1.3/authorized"),
            "{refused}"
        );
    }
}
