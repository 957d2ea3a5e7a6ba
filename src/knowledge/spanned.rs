//! Text that knows its place in the file that it comes from.

use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value with its place. Compiled knowledge has no places: it was checked before.
#[derive(Debug, Clone)]
pub struct Spanned<T> {
    value: T,
    span: Range<usize>,
}

impl<T> AsRef<T> for Spanned<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

impl<T> Spanned<T> {
    /// Bytes of the file.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }
}

/// The place is no part of what is said.
impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        if source.is_human_readable() {
            let spanned = toml::Spanned::<T>::deserialize(source)?;
            let span = spanned.span();
            Ok(Self { value: spanned.into_inner(), span })
        } else {
            Ok(Self { value: T::deserialize(source)?, span: 0..0 })
        }
    }
}

impl<T: Serialize> Serialize for Spanned<T> {
    fn serialize<S: Serializer>(&self, target: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(target)
    }
}
