package linear

import "sync"

// A BankTorn moves money in two steps that others can see between.
type BankTorn struct {
	mu       sync.Mutex
	accounts [3]int
}

func (b *BankTorn) add(i uint, v int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.accounts[i%3] += v
}

func (b *BankTorn) Move(from, to uint, v int) {
	b.add(from, -v)
	b.add(to, v)
}

func (b *BankTorn) Total() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.accounts[0] + b.accounts[1] + b.accounts[2]
}

// A Bank moves money in one step.
type Bank struct {
	mu       sync.Mutex
	accounts [3]int
}

func (b *Bank) Move(from, to uint, v int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.accounts[from%3] -= v
	b.accounts[to%3] += v
}

func (b *Bank) Total() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.accounts[0] + b.accounts[1] + b.accounts[2]
}

// An IDsTwice gives one number to two callers.
type IDsTwice struct {
	mu   sync.Mutex
	next int
}

func (s *IDsTwice) Next() int {
	s.mu.Lock()
	id := s.next
	s.mu.Unlock()
	s.mu.Lock()
	s.next = id + 1
	s.mu.Unlock()
	return id
}

// An IDs gives each number once.
type IDs struct {
	mu   sync.Mutex
	next int
}

func (s *IDs) Next() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	return s.next - 1
}

// A MailboxLost wakes a taker only if the box was empty: of two takers that
// wait, one sleeps on with an item in the box.
type MailboxLost struct {
	mu    sync.Mutex
	some  *sync.Cond
	items []int
}

func NewMailboxLost() *MailboxLost {
	m := &MailboxLost{}
	m.some = sync.NewCond(&m.mu)
	return m
}

func (m *MailboxLost) Put(v int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.items = append(m.items, v)
	if len(m.items) == 1 {
		m.some.Signal()
	}
}

func (m *MailboxLost) Take() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return take(m.some, &m.items)
}

// A Mailbox wakes a taker per item.
type Mailbox struct {
	mu    sync.Mutex
	some  *sync.Cond
	items []int
}

func NewMailbox() *Mailbox {
	m := &Mailbox{}
	m.some = sync.NewCond(&m.mu)
	return m
}

func (m *Mailbox) Put(v int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.items = append(m.items, v)
	m.some.Signal()
}

func (m *Mailbox) Take() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return take(m.some, &m.items)
}

func take(some *sync.Cond, items *[]int) int {
	for len(*items) == 0 {
		some.Wait()
	}
	v := (*items)[0]
	*items = (*items)[1:]
	return v
}

// A Gauge has no lock at all.
type Gauge struct{ n int }

func (g *Gauge) Add(v int) { g.n += v }

func (g *Gauge) Value() int { return g.n }
