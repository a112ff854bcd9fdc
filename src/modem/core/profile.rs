//! What this module can do: what its firmware is known for, and what it has shown since.
//!
//! A firmware string is a first guess (`AT+QGMR`, or `AT+CGMR`); what the module then refuses or does
//! not answer counts more. What it says it can do (`=?`) counts nothing.

/// What is known of one family of firmware.
struct Known {
    /// How its name begins.
    prefix: &'static str,
    profile: Profile,
}

/// What a module can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Profile {
    /// `AT+QHUP` ends one call of several. On some modules it never answers.
    pub ends_one_call: bool,
    /// `AT+QINDCFG="ccinfo"` exists.
    pub call_info: bool,
    /// `AT+VTS` answers `OK`, and nobody hears the tone.
    pub keys_inaudible: bool,
    /// `AT+QPCMV=1,2` works.
    pub sound_card: bool,
    /// The sound card is switched off in the module's own settings (`AT+QCFG="usbcfg"`).
    pub sound_card_off: bool,
}

/// A module that nobody has told us about: nothing that can hang, everything that can be tried.
const UNKNOWN: Profile = Profile {
    ends_one_call: false,
    call_info: true,
    keys_inaudible: false,
    sound_card: true,
    sound_card_off: false,
};

/// Differences that people have met in the field.
const KNOWN: &[Known] = &[
    Known {
        prefix: "EC25",
        profile: Profile {
            ends_one_call: true,
            ..UNKNOWN
        },
    },
    Known {
        prefix: "EG25",
        profile: Profile {
            ends_one_call: true,
            ..UNKNOWN
        },
    },
    // The older module of the family, sold in China.
    Known {
        prefix: "EC20",
        profile: Profile {
            ends_one_call: true,
            keys_inaudible: true,
            ..UNKNOWN
        },
    },
    // QHUP hangs, and there is no ccinfo.
    Known {
        prefix: "EP06",
        profile: Profile {
            call_info: false,
            ..UNKNOWN
        },
    },
    // Says that it can do the sound card, and refuses it.
    Known {
        prefix: "QDC507",
        profile: Profile {
            sound_card: false,
            ..UNKNOWN
        },
    },
];

impl Profile {
    /// The profile of a firmware, by its name.
    pub fn of(firmware: &str) -> Self {
        let known = KNOWN
            .iter()
            .find(|known| firmware.starts_with(known.prefix));
        known.map_or(UNKNOWN, |known| known.profile)
    }
}

impl Default for Profile {
    fn default() -> Self {
        UNKNOWN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_hang_is_used_only_where_it_is_known_to_work() {
        assert!(Profile::of("EC25EFAR06A08M4G").ends_one_call);
        assert!(!Profile::of("EP06ELAR02A08M4G").ends_one_call);
        assert!(!Profile::of("EP06ELAR02A08M4G").call_info);
        assert!(!Profile::of("SOMETHING NEW").ends_one_call);
    }

    #[test]
    fn each_known_difference_is_found() {
        assert!(Profile::of("EC20CEFAGR06A05M4G").keys_inaudible);
        assert!(!Profile::of("QDC507R01").sound_card);
        assert!(Profile::of("").sound_card, "the unknown is tried");
    }
}
