//! Whether figures are the sum of several others: a subtotal under a name of its own, wherever it stands.

/// The most others among which sums are looked for: all sums of one half of them are held at once.
const MOST: usize = 36;

/// How much rarer than one in all the sums that there are an agreement by chance has to be.
const SURE: f64 = 1_000.0;

/// Whether the figures of one row are those of two or more of the others together, in every place. Sums of small
/// figures agree by chance: it takes more figures, or larger ones, the more others there are.
///
/// `total` and each of `others` hold as many figures, one for each time and measure. Of `asked` totals that are asked
/// about, one adds up by chance so many times as often.
pub fn adds_up(total: &[u64], others: &[&[u64]], asked: usize) -> bool {
    let parts: Vec<&[u64]> = others.iter().copied().filter(|part| part.iter().any(|n| *n > 0)).collect();
    // A figure of n is met by chance about once in n + 1 sums; there are 2^parts of them.
    let by_chance: f64 = total.iter().map(|people| (*people as f64 + 1.0).ln()).sum();
    if by_chance < (SURE * asked as f64).ln() + parts.len() as f64 * std::f64::consts::LN_2 {
        return false;
    }
    // What is more than the total in any place is no part of it.
    let fits = |part: &&[u64]| part.iter().zip(total).all(|(part, all)| part <= all);
    let parts: Vec<&[u64]> = parts.into_iter().filter(fits).collect();
    if parts.len() > MOST {
        return false;
    }
    // One number for a row's figures, so that the number of a sum is the sum of the numbers: what some of one half
    // lack is looked up among all sums of the other.
    let numbers: Vec<u64> = parts.iter().map(|part| number(part)).collect();
    let (a, b) = parts.split_at(parts.len() / 2);
    let (numbers_a, numbers_b) = numbers.split_at(a.len());
    let mut sums: Vec<(u64, u32)> = sums(numbers_a).into_iter().zip(0..).collect();
    sums.sort_unstable();
    self::sums(numbers_b).into_iter().zip(0u32..).any(|(sum, some_b)| {
        let lacking = number(total).wrapping_sub(sum);
        let from = sums.partition_point(|(sum, _)| *sum < lacking);
        sums[from..].iter().take_while(|(sum, _)| *sum == lacking).any(|(_, some_a)| {
            let chosen = [chosen(a, *some_a), chosen(b, some_b)].concat();
            let adds = |(at, people): (usize, &u64)| chosen.iter().map(|part| part[at]).sum::<u64>() == *people;
            chosen.len() > 1 && total.iter().enumerate().all(adds)
        })
    })
}

/// The figures times odd numbers without a pattern (the steps of Steele's SplitMix), added up without a carry.
fn number(figures: &[u64]) -> u64 {
    let factor = |at: u64| {
        let z = (at + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (z ^ (z >> 27)) | 1
    };
    (0u64..).zip(figures).fold(0, |sum, (at, people)| sum.wrapping_add(people.wrapping_mul(factor(at))))
}

/// The sum of every choice of some numbers, by the choice's bits.
fn sums(numbers: &[u64]) -> Vec<u64> {
    let mut sums = vec![0u64];
    for number in numbers {
        sums.extend_from_within(..);
        let half = sums.len() / 2;
        sums[half..].iter_mut().for_each(|sum| *sum = sum.wrapping_add(*number));
    }
    sums
}

fn chosen<'a>(parts: &[&'a [u64]], bits: u32) -> Vec<&'a [u64]> {
    parts.iter().zip(0..).filter(|(_, bit)| bits & (1 << bit) != 0).map(|(part, _)| *part).collect()
}

#[cfg(test)]
mod tests {
    fn adds_up(total: &[u64], others: &[Vec<u64>]) -> bool {
        super::adds_up(total, &others.iter().map(Vec::as_slice).collect::<Vec<_>>(), 1)
    }

    /// Figures without a pattern, one row for each area.
    fn areas(many: usize, figures: usize) -> Vec<Vec<u64>> {
        let mut state = 12_345u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % 60
        };
        (0..many).map(|_| (0..figures).map(|_| next()).collect()).collect()
    }

    fn sum(rows: &[Vec<u64>], of: impl Fn(usize) -> bool) -> Vec<u64> {
        (0..rows[0].len()).map(|at| (0..rows.len()).filter(|i| of(*i)).map(|i| rows[i][at]).sum()).collect()
    }

    #[test]
    fn the_sum_of_some_is_found_wherever_they_stand_and_of_one_alone_it_is_not() {
        for many in [4, 21, 36] {
            let rows = areas(many, 16);
            assert!(adds_up(&sum(&rows, |i| i % 3 != 1), &rows), "{many}");
            assert!(!adds_up(&rows[1].clone(), &rows), "the same as one other: {many}");
            let mut off = sum(&rows, |i| i % 3 != 1);
            off[5] += 1;
            assert!(!adds_up(&off, &rows), "one person more: {many}");
        }
    }

    #[test]
    fn few_or_small_figures_agree_by_chance() {
        let rows = areas(21, 2);
        assert!(!adds_up(&sum(&rows, |i| i < 4), &rows), "two figures of a million sums");
        let small: Vec<Vec<u64>> = areas(6, 8).iter().map(|row| row.iter().map(|n| n % 2).collect()).collect();
        assert!(!adds_up(&sum(&small, |i| i < 2), &small));
    }
}
