package detect

// A Race is two accesses of an execution that conflict and that nothing orders.
type Race struct {
	Addr           uint64 // of the first byte that both access
	Later, Earlier Side
}

// A Side is one access of a race.
type Side struct {
	Kind   Kind
	Site   uint32 // its place, and that of its callers; 0 is unknown
	Step   uint32 // of the execution, in which it happened
	Person uint32 // a number of its goroutine
	// Started is the Site of that goroutine's go statement; 0 is unknown.
	Started uint32
	Ended   bool // the goroutine has ended
}

// mostRaces is how many different races of an execution are told.
const mostRaces = 64

// found is told that the access of t races with an earlier one. Two sites of two
// goroutines are one race, however often they meet.
func (d *Detector) found(t *Thread, w uint64, mask uint8, k Kind, site uint32, e *Entry) {
	later, earlier := d.side(t.Seg, site, k), d.side(e.seg, e.site, e.kind)
	for i := range d.races[:d.told] {
		if d.races[i].Later.same(&later) && d.races[i].Earlier.same(&earlier) {
			return
		}
	}
	d.count++
	if d.told == mostRaces {
		return
	}
	addr := d.address(w)
	for both := mask & e.mask; both&1 == 0; both >>= 1 {
		addr++
	}
	r := &d.races[d.told]
	*r = Race{Addr: addr, Later: later, Earlier: earlier}
	d.told++
}

func (d *Detector) side(seg, site uint32, k Kind) Side {
	s := &d.mem.Segments[seg-d.base]
	p := &d.mem.Persons[s.person]
	return Side{Kind: k, Site: site, Step: s.step, Person: s.person, Started: p.started, Ended: p.ended}
}

// same reports whether two accesses are of one goroutine at one place.
func (s *Side) same(o *Side) bool {
	return s.Person == o.Person && s.Site == o.Site && s.Kind == o.Kind
}

// Races returns the races of the execution so far, in the order of their later
// accesses: at most 64.
func (d *Detector) Races() []Race { return d.races[:d.told] }

// Count returns how many races there were, told or not. After the first 64 one that
// comes again counts again.
func (d *Detector) Count() int { return d.count }

// address is the inverse of word.
func (d *Detector) address(w uint64) uint64 {
	if w >= d.heap.words {
		return d.heap.start + (w-d.heap.words)*wordSize
	}
	return d.data.start + w*wordSize
}
