//! Today's date, an input of the analysis, read at the edge.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::analysis::Date;

const SECONDS_PER_DAY: u64 = 86_400;

/// The civil date in UTC.
pub(super) fn today() -> Date {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    date(elapsed.as_secs() / SECONDS_PER_DAY)
}

/// The date so many days after 1970-01-01: Howard Hinnant's `civil_from_days`. It counts years from March, so
/// that the leap day is the last of its year, in eras of 400 years.
fn date(days: u64) -> Date {
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    Date {
        year: u16::try_from(year).unwrap_or(u16::MAX),
        month: u8::try_from(month).unwrap_or(1),
        day: u8::try_from(day).unwrap_or(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(days: u64) -> String {
        let Date { year, month, day } = date(days);
        format!("{year:04}-{month:02}-{day:02}")
    }

    #[test]
    fn known_days() {
        assert_eq!(written(0), "1970-01-01");
        assert_eq!(written(11_016), "2000-02-29");
        assert_eq!(written(11_017), "2000-03-01");
        assert_eq!(written(20_453), "2025-12-31");
        assert_eq!(written(20_454), "2026-01-01");
        assert_eq!(written(47_540), "2100-02-28");
        assert_eq!(written(47_541), "2100-03-01");
    }

    #[test]
    fn every_day_of_five_centuries_follows_the_one_before() {
        let length = |year: u16, month| match month {
            2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for days in 0..500 * 365 {
            let Date { year: y, month: m, day: d } = date(days);
            assert_eq!((y, m, d), (year, month, day), "day {days}");
            day += 1;
            if day > length(year, month) {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
    }
}
