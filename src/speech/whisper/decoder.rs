//! One step of the decoder, and what it keeps from step to step.
//!
//! ```text
//! tokens [n, count] ─┐
//! Memory ────────────┼─▶ ONNX Runtime ─▶ logits [n, places, columns], the next Memory
//! Sound ─────────────┘
//! ```
//!
//! The tensors are those of `models/whisper_to_onnx.py`: keys and values of each layer, apart, so that nothing
//! is copied to be handed on. A sound is there once, whatever the number of readings.

use std::path::Path;

use ort::{
    session::{Session, SessionInputValue, SessionOutputs},
    value::{DynValue, Tensor, TensorRef},
};

use crate::speech::{SpeechError, Threads, runtime};

use super::orders::Orders;

/// Keys and values of the sound: of each layer `[1, heads, frames, width of a head]`.
pub struct Sound(Vec<DynValue>);

impl Sound {
    /// Out of the encoder's outputs. `None` when one is not there.
    pub fn take(outputs: &mut SessionOutputs<'_>, layers: usize) -> Option<Self> {
        take(outputs, "sound", layers).map(Self)
    }
}

/// Keys and values of the tokens so far: of each layer `[readings, heads, tokens, width of a head]`.
pub struct Memory(Vec<DynValue>);

impl Memory {
    /// The readings of `parents`, in that order.
    pub fn spread(&self, parents: &[usize]) -> ort::Result<Self> {
        let picked = self.0.iter().map(|value| pick(value, parents));
        picked.collect::<ort::Result<_>>().map(Self)
    }
}

/// The model that writes, a token a step.
pub struct Decoder {
    session: Session,
    orders: Orders,
}

impl Decoder {
    /// Loads it. A token is too little to share: it runs on one thread, two wait for each other as long as
    /// they save.
    pub fn load(path: &Path) -> Result<Self, SpeechError> {
        let session = runtime::session(path, Threads::ONE, runtime::Scratch::System)?;
        let orders = Orders::read(&session, path)?;
        Ok(Self { session, orders })
    }

    /// What the model's notes say.
    pub const fn orders(&self) -> &Orders {
        &self.orders
    }

    /// What there is before the first token: nothing.
    pub fn nothing(&self) -> ort::Result<Memory> {
        let [layers, heads, width] = self.orders.memory;
        let one = || Tensor::from_array(([1, heads, 0, width], Vec::<f32>::new()));
        (0..2 * layers)
            .map(|_| Ok(one()?.into_dyn()))
            .collect::<ort::Result<_>>()
            .map(Memory)
    }

    /// Reads `tokens`, `[readings, count]`, row behind row. Hands `look` the logits of the last places, as many for
    /// each reading, row behind row, and returns what it makes of them. `None` when the files are not of one model.
    pub fn step<T>(
        &mut self,
        tokens: &[i64],
        readings: usize,
        memory: &Memory,
        sound: &Sound,
        look: impl FnOnce(&[f32]) -> T,
    ) -> ort::Result<Option<(T, Memory)>> {
        let shape = [readings, tokens.len() / readings.max(1)];
        let tokens = TensorRef::from_array_view((shape, tokens))?;
        let kept = memory.0.iter().chain(&sound.0);
        let inputs: Vec<SessionInputValue<'_>> = std::iter::once(tokens.into())
            .chain(kept.map(SessionInputValue::from))
            .collect();
        let mut outputs = self.session.run(&inputs[..])?;
        let [layers, ..] = self.orders.memory;
        let Some(next) = take(&mut outputs, "present", layers) else {
            return Ok(None);
        };
        let Some(logits) = outputs.get("logits") else {
            return Ok(None);
        };
        let (_, logits) = logits.try_extract_tensor::<f32>()?;
        Ok(Some((look(logits), Memory(next))))
    }
}

/// `name_k_0`, `name_v_0`, `name_k_1` and so on.
fn take(outputs: &mut SessionOutputs<'_>, name: &str, layers: usize) -> Option<Vec<DynValue>> {
    let names = (0..layers).flat_map(|layer| ["k", "v"].map(|half| (half, layer)));
    names
        .map(|(half, layer)| outputs.remove(format!("{name}_{half}_{layer}")))
        .collect()
}

/// The rows `parents` of a tensor, in that order.
fn pick(value: &DynValue, parents: &[usize]) -> ort::Result<DynValue> {
    let (shape, data) = value.try_extract_tensor::<f32>()?;
    let mut shape: Vec<i64> = shape.to_vec();
    let rows = shape
        .first()
        .map_or(1, |&n| usize::try_from(n).unwrap_or(1));
    let one = data.len() / rows.max(1);
    let mut picked = Vec::with_capacity(parents.len() * one);
    for &parent in parents {
        // What is missing makes the tensor an error below.
        let row = data.get(parent * one..(parent + 1) * one);
        picked.extend_from_slice(row.unwrap_or_default());
    }
    if let Some(count) = shape.first_mut() {
        *count = i64::try_from(parents.len()).unwrap_or(i64::MAX);
    }
    Ok(Tensor::from_array((shape, picked))?.into_dyn())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory() -> Memory {
        let numbers: Vec<f32> = (0..6_u8).map(f32::from).collect();
        Memory(vec![
            Tensor::from_array(([3, 1, 1, 2], numbers))
                .unwrap()
                .into_dyn(),
        ])
    }

    #[test]
    fn readings_are_taken_in_the_order_of_their_parents() {
        let spread = memory().spread(&[2, 0, 0, 2]).unwrap();
        let (shape, data) = spread.0[0].try_extract_tensor::<f32>().unwrap();
        assert_eq!(shape[..], [4, 1, 1, 2]);
        assert_eq!(data, [4.0, 5.0, 0.0, 1.0, 0.0, 1.0, 4.0, 5.0]);
    }

    #[test]
    fn a_reading_that_is_not_there_is_an_error() {
        assert!(memory().spread(&[0, 3]).is_err());
    }
}
