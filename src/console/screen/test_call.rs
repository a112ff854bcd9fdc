//! The page of test calls.

use crate::phone::{
    PhoneNumber,
    policy::{self, Purpose},
};

use super::{
    super::{Act, Key, Order, TestKind, field::Field},
    Screen, Service, moved,
};

/// Which test, and whom to call.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Test {
    pub kind: TestKind,
    pub field: Option<Field>,
}

impl Screen {
    pub(super) fn key_of_test(&mut self, key: Key) -> Vec<Order> {
        if key == Key::Enter {
            if matches!(self.service, Service::Up(_)) {
                self.test.field = Some(Field::default());
            } else {
                self.tell(
                    "서비스가 꺼져 있어 전화를 걸 수 없습니다.",
                    "The service is down, so that nothing can be dialled.",
                );
            }
            return Vec::new();
        }
        let all = TestKind::ALL;
        let place = all.iter().position(|kind| *kind == self.test.kind);
        self.test.kind = all[moved(place.unwrap_or(0), key, all.len())];
        Vec::new()
    }

    pub(super) fn number_typed(&mut self) -> Vec<Order> {
        let Some(field) = self.test.field.take() else {
            return Vec::new();
        };
        let Ok(to) = field.text.parse::<PhoneNumber>() else {
            self.tell(
                "전화번호가 아닙니다. 숫자로 적어 주세요.",
                "That is no telephone number; type its digits.",
            );
            return Vec::new();
        };
        if policy::allow(&to, Purpose::Test).is_err() {
            self.tell(
                "걸 수 없는 번호입니다(긴급 전화, 유료 전화, 해외).",
                "The box does not dial that one (emergency, premium, abroad).",
            );
            return Vec::new();
        }
        let Some(line) = self.chosen_line().map(str::to_owned) else {
            self.tell("회선이 없습니다.", "There is no line.");
            return Vec::new();
        };
        let kind = self.test.kind;
        self.want(Act::TestCall { to, line, kind })
    }
}
