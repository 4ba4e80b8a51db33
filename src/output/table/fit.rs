//! How wide each column of a table is, so that a row is one line of a terminal. Pure.

/// What a column holds, which says how far it may be cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ColumnKind {
    /// A word of ours, or a number: whole, or the column is left out.
    Word,
    /// An id: whole where there is room, else its beginning, with which it can still be named.
    Id,
    /// Text that may be cut.
    Text,
    /// A time: RFC 3339, or how long ago where a person reads it.
    Time,
}

/// How many columns of space stand between two cells.
pub(super) const GAP: usize = 2;
/// What is left of an id: enough characters to name a participant, and `…`.
const ID: usize = 9;
/// What is left of text at first, and when that is not enough.
const TEXT: [usize; 2] = [16, 10];

/// The width of each column, given what it holds and how wide that is, in a terminal; `None` for
/// one that is left out, as the last ones are when there is no room. The first one always has some.
pub(super) fn fit(columns: &[(ColumnKind, usize)], terminal: usize) -> Vec<Option<usize>> {
    let mut widths: Vec<_> = columns.iter().map(|(_, natural)| *natural).collect();
    let mut shown = columns.len();
    while shown > 1 && taken(&least(&columns[..shown])) > terminal {
        shown -= 1;
    }
    let (columns, some) = (&columns[..shown], &mut widths[..shown]);
    for (kind, floor) in [
        (ColumnKind::Text, TEXT[0]),
        (ColumnKind::Id, ID),
        (ColumnKind::Text, TEXT[1]),
    ] {
        let excess = taken(some).saturating_sub(terminal);
        let those = columns.iter().zip(&mut *some);
        let mut those: Vec<_> = those
            .filter(|((of, _), _)| *of == kind)
            .map(|(_, width)| width)
            .collect();
        shorten(&mut those, floor, excess);
    }
    if let [alone] = some {
        *alone = terminal.min(*alone);
    }
    widths
        .into_iter()
        .enumerate()
        .map(|(index, width)| (index < shown).then_some(width))
        .collect()
}

/// The least width of each column.
fn least(columns: &[(ColumnKind, usize)]) -> Vec<usize> {
    let least = columns.iter().map(|(kind, natural)| match kind {
        ColumnKind::Word | ColumnKind::Time => *natural,
        ColumnKind::Id => ID.min(*natural),
        ColumnKind::Text => TEXT[1].min(*natural),
    });
    least.collect()
}

fn taken(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

/// Takes from the widest ones first, down to a floor.
fn shorten(widths: &mut [&mut usize], floor: usize, excess: usize) {
    for _ in 0..excess {
        let widest = widths.iter_mut().max_by_key(|width| ***width);
        match widest {
            Some(width) if **width > floor => **width -= 1,
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const STATUS: (ColumnKind, usize) = (ColumnKind::Word, 23);
    const USER_ID: (ColumnKind, usize) = (ColumnKind::Id, 36);

    #[test]
    fn what_has_room_is_whole() {
        let columns = [STATUS, USER_ID, (ColumnKind::Text, 15)];
        assert_eq!(fit(&columns, 78), [Some(23), Some(36), Some(15)]);
    }

    #[test]
    fn text_is_cut_before_ids_and_the_last_columns_are_left_out() {
        let columns = [
            STATUS,
            USER_ID,
            (ColumnKind::Text, 200),
            (ColumnKind::Word, 11),
        ];
        assert_eq!(fit(&columns, 110), [Some(23), Some(36), Some(34), Some(11)]);
        assert_eq!(fit(&columns, 80), [Some(23), Some(24), Some(16), Some(11)]);
        assert_eq!(fit(&columns, 60), [Some(23), Some(9), Some(11), Some(11)]);
        assert_eq!(fit(&columns, 58), [Some(23), Some(15), Some(16), None]);
        assert_eq!(fit(&columns, 10), [Some(10), None, None, None]);
    }

    proptest! {
        #[test]
        fn a_row_is_never_wider_than_the_terminal(
            columns in prop::collection::vec((0..4_usize, 0..300_usize), 1..9),
            terminal in 1..250_usize,
        ) {
            let kinds = [ColumnKind::Word, ColumnKind::Id, ColumnKind::Text, ColumnKind::Time];
            let columns: Vec<_> = columns.into_iter().map(|(kind, n)| (kinds[kind], n)).collect();
            let widths = fit(&columns, terminal);
            let shown: Vec<_> = widths.iter().copied().flatten().collect();
            prop_assert!(taken(&shown) <= terminal, "{widths:?}");
            prop_assert!(widths[0].is_some());
            for (width, (_, natural)) in widths.iter().zip(&columns) {
                prop_assert!(width.is_none_or(|width| width <= *natural));
            }
        }
    }
}
