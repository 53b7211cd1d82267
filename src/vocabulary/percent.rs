//! A percentage as contracts write it, held exactly.

use serde::{Deserialize, Deserializer};

/// A percentage held as whole hundredths of a percent, so that comparisons are exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent {
    pub hundredths: u32,
}

impl Percent {
    /// As a fraction, 0 to 1.
    pub fn fraction(self) -> f64 {
        f64::from(self.hundredths) / 10_000.0
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = f64::deserialize(deserializer)?;
        let hundredths = (value * 100.0).round();
        if !(0.0..=100.0).contains(&value) || (hundredths - value * 100.0).abs() > 1e-6 {
            return Err(serde::de::Error::custom(format!(
                "{value} is not a percentage from 0 to 100 with at most two decimals"
            )));
        }
        Ok(Percent { hundredths: hundredths as u32 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_held_exactly() {
        #[derive(Deserialize)]
        struct Holder {
            p: Percent,
        }
        let read = |text: &str| toml::from_str::<Holder>(text).map(|holder| holder.p.hundredths);
        assert_eq!(read("p = 20.0").unwrap(), 2000);
        assert_eq!(read("p = 15").unwrap(), 1500);
        assert_eq!(read("p = 27.55").unwrap(), 2755);
        assert!(read("p = 120").is_err());
        assert!(read("p = 0.001").is_err());
    }
}
