//! Today's date: an input of the analysis, from the clock or, for a run that can be repeated, from the arguments.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::analysis::Date;

const SECONDS_PER_DAY: u64 = 86_400;

/// The civil date in UTC.
pub(super) fn today() -> Date {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    after_epoch(elapsed.as_secs() / SECONDS_PER_DAY)
}

/// Reads `YYYY-MM-DD`.
pub(super) fn parse(text: &str) -> Result<Date, String> {
    let mut parts = text.split('-');
    let mut number = |digits: usize| {
        let part =
            parts.next().filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        part.parse::<u16>().ok()
    };
    let (year, month, day) = (number(4), number(2), number(2));
    let (Some(year), Some(month), Some(day), None) = (year, month, day, parts.next()) else {
        return Err("write the date as YYYY-MM-DD".to_owned());
    };
    if month == 0 || day == 0 || day > days_in(year, month) {
        return Err("there is no such day".to_owned());
    }
    match (u8::try_from(month), u8::try_from(day)) {
        (Ok(month), Ok(day)) => Ok(Date { year, month, day }),
        _ => Err("there is no such day".to_owned()),
    }
}

/// The date so many days after 1970-01-01.
fn after_epoch(mut days: u64) -> Date {
    let mut year = 1970;
    while days >= days_of(year) {
        days -= days_of(year);
        year += 1;
    }
    let mut month = 1;
    while days >= u64::from(days_in(year, month)) {
        days -= u64::from(days_in(year, month));
        month += 1;
    }
    Date { year, month: u8::try_from(month).unwrap_or(1), day: u8::try_from(days + 1).unwrap_or(1) }
}

fn days_of(year: u16) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

/// 0 for a month that does not exist.
fn days_in(year: u16, month: u16) -> u16 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_after_the_epoch() {
        for (days, text) in [
            (0, "1970-01-01"),
            (11_016, "2000-02-29"),
            (20_453, "2025-12-31"),
            (20_454, "2026-01-01"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(Ok(after_epoch(days)), parse(text));
        }
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in [
            "",
            "2026",
            "2026-1-1",
            "2026-13-01",
            "2026-02-29",
            "2026-00-10",
            "2026-01-00",
            "2026-01-01-01",
            "20x6-01-01",
            "+026-01-01",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
