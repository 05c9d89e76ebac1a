// Names in rules as a person says them. Words are only put for the rules that ship, whose texts are known; of all others the own names are shown, with blanks.

import { RULES } from './asset-rules.js';

const CONDITIONS = { Fine: 'fine', Worn: 'worn', Faulty: 'faulty' };

const LENDING = {
    states: {
        Start: 'Not there yet', Ready: 'Ready to be lent', Reserved: 'Booked', Offered: 'Waits to be handed over', OnLoan: 'Lent out', Overdue: 'Overdue', Returned: 'Back, being looked at',
        Damaged: 'Damage claimed', Disputed: 'In dispute', InRepair: 'In repair', Lost: 'Lost', Retired: 'Out of use',
    },
    steps: {
        create: 'Lend it', book: 'Book it', queueUp: 'Wait in line', bookNext: 'Book it for afterwards', leaveQueue: 'Leave the line', cancel: 'Cancel my booking', leaveNext: 'Cancel my booking',
        passOver: 'Next in line: the pick-up time is over', release: 'The booking ends: the pick-up time is over', offer: 'Offer it to who booked it', offerTo: 'Offer it to somebody', withdraw: 'Take the offer back',
        decline: 'Decline', declineLast: 'Decline', noShow: 'Next in line: nobody came', noShowLast: 'Ready again: nobody came', handOver: 'Hand it over', extend: 'Agree on a later return date',
        reportDamage: 'Report damage', late: 'Overdue: the return date is over', giveBack: 'Give it back', accept: 'All is fine', acceptForNext: 'All is fine, on to the next in line',
        acceptByTime: 'Accepted: nobody objected in time', acceptByTimeForNext: 'Accepted: nobody objected in time', claim: 'Claim for damage', agree: 'Agree to the claim',
        claimStands: 'The claim stands: nobody answered in time', waive: 'Give the claim up', contest: 'Say that it came back', dispute: 'Dispute the claim', resolve: 'Settle the dispute',
        resolveLost: 'Settle the dispute: it is lost', repaired: 'It works again', repairedForNext: 'It works again, on to the next in line', lose: 'Lost: it did not come back in time',
        declareLost: 'Give it up as lost', reportLost: 'Report it lost', missing: 'I miss it', found: 'It was found', retire: 'Take it out of use',
    },
    values: {
        title: 'What it is', owner: 'Owner', holder: 'Who has it', deposit: 'Deposit', ownPoints: 'Owner\'s points account', pickUp: 'Time to pick it up', queue: 'Who waits', history: 'Hand-overs', standings: 'Loans so far',
        borrower: 'Borrower', dueBack: 'Due back', points: 'Points account for the deposit', hold: 'Name of the deposit', holdEnds: 'Deposit kept until', pickUpEnds: 'To be picked up by', lostAt: 'Counts as lost from',
        inspectBy: 'To be looked at by', claimed: 'Points claimed', answerBy: 'To be answered by', to: 'To whom', until: 'Until when', condition: 'Condition', photo: 'Photo', note: 'What happened', keep: 'Points to keep', reason: 'Reason',
        step: 'What', from: 'From', at: 'When', loans: 'loans', late: 'late', damaged: 'damaged', lost: 'lost',
    },
    choices: { ...CONDITIONS, handOver: 'handed over', giveBack: 'given back', damage: 'damage reported' },
    past: {
        create: 'Offered to be lent', book: 'Booked', queueUp: 'Somebody waits in line', bookNext: 'Booked for afterwards', leaveQueue: 'Somebody left the line', cancel: 'Booking cancelled', leaveNext: 'Booking cancelled',
        offer: 'Offered to who booked it', offerTo: 'Offered to somebody', withdraw: 'Offer taken back', decline: 'Declined', declineLast: 'Declined', handOver: 'Handed over', extend: 'Return date moved',
        reportDamage: 'Damage reported', giveBack: 'Given back', accept: 'Found to be fine', acceptForNext: 'Found to be fine', claim: 'Damage claimed', agree: 'Claim agreed to', waive: 'Claim given up',
        contest: 'Said to have come back', dispute: 'Claim disputed', resolve: 'Dispute settled', resolveLost: 'Dispute settled: it is lost', repaired: 'Repaired', repairedForNext: 'Repaired', declareLost: 'Given up as lost',
        reportLost: 'Reported lost', missing: 'Reported missing', found: 'Found', retire: 'Taken out of use',
    },
    // What most people come for, first.
    main: ['handOver', 'giveBack', 'accept', 'acceptForNext', 'offer', 'book', 'queueUp', 'bookNext', 'agree', 'repaired', 'repairedForNext', 'found', 'offerTo', 'extend', 'claim'],
};

const TOOL = {
    states: { Start: 'Not there yet', Ready: 'Ready to be lent', Offered: 'Lent out', Broken: 'Out of use' },
    steps: { create: 'Lend it', offer: 'Lend it to somebody', giveBack: 'Give it back', retire: 'Take it out of use' },
    values: LENDING.values,
    choices: {},
    past: { create: 'Offered to be lent', offer: 'Lent', giveBack: 'Given back', retire: 'Taken out of use' },
    main: ['offer', 'giveBack'],
};

const POINTS = {
    states: { Start: 'Not there yet', Open: 'Open', Closed: 'Closed' },
    steps: {
        open: 'Open the account', issue: 'Points given', confirm: 'Order confirmed', cancel: 'Order cancelled', mature: 'Points can be spent now', expire: 'Points expired', retry: 'Try again what time could not do',
        authorise: 'Set points aside', capture: 'Points spent', forfeit: 'Deposit kept', void: 'Points let go', lapse: 'Time ended: points back', refund: 'Points given back', transfer: 'Give points away', receive: 'Points received',
        drop: 'Give points up', adjust: 'Correct by hand', freeze: 'Freeze the account', unfreeze: 'Free the account', close: 'Close the account',
    },
    values: {
        programme: 'Programme', frozen: 'Frozen', tried: 'Last tried', numbers: 'Lots so far', lots: 'Points', pending: 'Pending', holds: 'Set aside', held: 'Points set aside', spent: 'Spent lately', owner: 'Owner',
        id: 'Name', number: 'Number', issuer: 'From', left: 'Left', expires: 'Expires', order: 'Order', lot: 'Lot', amount: 'Points', opens: 'Can be spent from', hold: 'Code', agent: 'For whom', until: 'Until', to: 'To which account', reason: 'Reason', change: 'Change',
    },
    choices: {},
    past: { open: 'Account opened', authorise: 'Points set aside', transfer: 'Points given away', drop: 'Points given up', adjust: 'Corrected by hand', freeze: 'Frozen', unfreeze: 'Freed', close: 'Closed', retry: 'Tried again' },
    main: ['authorise', 'transfer'],
};

const PROGRAMME = {
    states: { Start: 'Not there yet', Running: 'Running', Closed: 'Closed' },
    steps: { found: 'Begin a programme', enrol: 'Let a merchant in', agree: 'New terms', topUp: 'Pay in', withdraw: 'Take out', issued: 'Points given', redeemed: 'Points spent', refunded: 'Points given back', expired: 'Points expired', adjusted: 'Corrected', net: 'Period settled', close: 'End the programme' },
    values: { name: 'Name', accounts: 'Rules of its accounts', period: 'Length of a period', ends: 'Period ends', number: 'Period', merchants: 'Merchants', rows: 'Periods so far', owner: 'Founded by', merchant: 'Merchant', wallet: 'Wallet', quota: 'Points at most', rate: 'Worth of 1000 points', prefund: 'Money paid in', amount: 'Amount' },
    choices: {},
    past: { found: 'Founded', enrol: 'A merchant joined', agree: 'New terms', topUp: 'Paid in', withdraw: 'Taken out', close: 'Ended' },
    main: [],
};

const WORDS = new Map([[RULES.lending, LENDING], [RULES.tool, TOOL], [RULES.eshare, TOOL], [RULES.points, POINTS], [RULES.programme, PROGRAMME]]);
const KINDS = new Map([[RULES.lending, 'A tool that neighbours lend'], [RULES.tool, 'A tool that neighbours lend'], [RULES.eshare, 'A tool that neighbours lend'], [RULES.points, 'An account of points'], [RULES.programme, 'A programme of points']]);

/** The words of the rules `machine` (compiled, or their name): `{state, step, past, value, choice}`, each from a name to a text, and `rank` of a step: what most people want has the lowest. */
export function wordsOf(machine) {
    const known = WORDS.get(typeof machine === 'string' ? machine : machine.name);
    const look = part => name => known !== undefined && Object.hasOwn(known[part], name) ? known[part][name] : spaced(name);
    const step = look('steps');
    return {
        state: look('states'), step, value: look('values'), choice: look('choices'),
        past: name => known !== undefined && Object.hasOwn(known.past, name) ? known.past[name] : step(name),
        rank: name => known !== undefined && known.main.includes(name) ? known.main.indexOf(name) : Infinity,
    };
}

/** What an asset of these rules is, in words; null where the rules are somebody's own. */
export function kindWords(name) {
    return KINDS.get(name) ?? null;
}

/** Whether these rules are for lending tools. */
export function isTool(name) {
    return WORDS.get(name) === LENDING || WORDS.get(name) === TOOL;
}

/** `giveBack` as `Give back`. */
function spaced(name) {
    const words = String(name).replaceAll('_', ' ').replace(/([a-z0-9])([A-Z])/g, (_, end, start) => `${end} ${start.toLowerCase()}`).trim();
    return words.length === 0 ? String(name) : words[0].toUpperCase() + words.slice(1);
}

/** Whether the shipped rules `name` have words for this name of `kind` (`states` or `steps`). */
export function hasWords(name, kind, word) {
    return Object.hasOwn(WORDS.get(name)?.[kind] ?? {}, word);
}
