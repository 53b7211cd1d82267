//! How much an order of figures says.

/// The share of all orders of these figures in which none is less than the one before it: how often chance alone brings
/// them as they never fall. `m1! m2! ... / n!` for n figures of which m are alike; 1 where all are.
pub fn chance_of_never_falling(figures: &[u64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_unstable();
    let (mut chance, mut alike) = (1.0, 0.0);
    for (i, figure) in sorted.iter().enumerate() {
        alike = if i > 0 && sorted[i - 1] == *figure { alike + 1.0 } else { 1.0 };
        chance *= alike / (i + 1) as f64;
    }
    chance
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every order of four figures, by Heap's way.
    fn orders(figures: &mut [u64], k: usize, out: &mut Vec<Vec<u64>>) {
        if k < 2 {
            out.push(figures.to_vec());
            return;
        }
        for i in 0..k {
            orders(figures, k - 1, out);
            figures.swap(if k.is_multiple_of(2) { i } else { 0 }, k - 1);
        }
    }

    #[test]
    fn the_chance_is_the_share_of_all_orders_that_never_fall() {
        for figures in [[1, 2, 3, 4], [1, 1, 2, 3], [2, 2, 1, 1], [5, 5, 5, 5], [0, 7, 7, 7]] {
            let mut all = Vec::new();
            orders(&mut figures.clone(), 4, &mut all);
            let never = all.iter().filter(|order| order.windows(2).all(|pair| pair[0] <= pair[1])).count();
            let share = never as f64 / all.len() as f64;
            assert!((chance_of_never_falling(&figures) - share).abs() < 1e-12, "{figures:?}: {share}");
        }
        assert_eq!(chance_of_never_falling(&[]), 1.0);
    }
}
