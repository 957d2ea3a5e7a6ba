//! List items and table rows that say on which service a part of the system runs.

use super::Reader;
use crate::facts::mentions::{Mention, MentionKind};
use crate::markdown::{Block, BlockKind};

/// What holds a component: a list item by its number, or a row by table and row.
#[derive(PartialEq)]
pub(super) enum Place {
    Item(u32),
    Row(u32, u32),
}

impl Reader<'_> {
    /// An item or row that names the service on which its part of the system runs holds as far as it goes.
    pub(super) fn open_component(&mut self, block: &Block, mentions: &mut [Mention]) {
        let place = match (block.kind.clone(), block.list) {
            (BlockKind::TableCell { table, row, .. }, _) => Place::Row(table, row),
            (_, Some(item)) if item.first => Place::Item(item.ordinal),
            _ => return,
        };
        let named = |mention: &&mut Mention| mention.kind == MentionKind::Component;
        let Some(mention) = mentions.iter_mut().find(named) else { return };
        let start = match (&place, &self.row) {
            (Place::Row(..), Some((.., first_cell))) => first_cell.start,
            _ => block.range.start,
        };
        mention.component = Some(self.facts.components.len());
        self.components.push((place, self.facts.components.len()));
        self.facts.components.push(start..block.range.end);
    }

    /// The block belongs to the items around it and to its row.
    pub(super) fn extend_components(&mut self, block: &Block) {
        let mut item = block.list.map(|item| item.ordinal);
        let mut around = Vec::new();
        while let Some(ordinal) = item {
            around.push(Place::Item(ordinal));
            item = self.items.get(&ordinal).and_then(|(_, parent)| *parent);
        }
        if let BlockKind::TableCell { table, row, .. } = block.kind {
            around.push(Place::Row(table, row));
        }
        self.components.retain(|(place, _)| around.contains(place));
        for (_, index) in &self.components {
            if let Some(component) = self.facts.components.get_mut(*index) {
                component.end = component.end.max(block.range.end);
            }
        }
    }
}
