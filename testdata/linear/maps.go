package linear

import (
	"container/list"
	"sync"
)

// An Entry is what maps of pointers hold.
type Entry struct{ Hits int }

// A MapTwice makes an entry without looking again: two callers get different
// entries of one key.
type MapTwice struct {
	mu sync.RWMutex
	m  map[string]*Entry
}

func NewMapTwice() *MapTwice { return &MapTwice{m: map[string]*Entry{}} }

func (m *MapTwice) GetOrCreate(k string) *Entry {
	m.mu.RLock()
	e := m.m[k]
	m.mu.RUnlock()
	if e == nil {
		e = &Entry{}
		m.mu.Lock()
		m.m[k] = e
		m.mu.Unlock()
	}
	return e
}

// A Map looks again before it makes an entry.
type Map struct {
	mu sync.RWMutex
	m  map[string]*Entry
}

func NewMap() *Map { return &Map{m: map[string]*Entry{}} }

func (m *Map) GetOrCreate(k string) *Entry {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.m[k] == nil {
		m.m[k] = &Entry{}
	}
	return m.m[k]
}

func (m *Map) Delete(k string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.m, k)
}

const lruSize = 2

// An LRURead moves the entry that it reads to the front under a read lock.
type LRURead struct {
	mu    sync.RWMutex
	order *list.List
	at    map[int]*list.Element
}

type pair struct{ k, v int }

func NewLRURead() *LRURead { return &LRURead{order: list.New(), at: map[int]*list.Element{}} }

func (c *LRURead) Get(k int) (int, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	e := c.at[k]
	if e == nil {
		return 0, false
	}
	c.order.MoveToFront(e)
	return e.Value.(pair).v, true
}

func (c *LRURead) Put(k, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	put(c.order, c.at, k, v)
}

// An LRU locks for reading as it does for writing.
type LRU struct {
	mu    sync.Mutex
	order *list.List
	at    map[int]*list.Element
}

func NewLRU() *LRU { return &LRU{order: list.New(), at: map[int]*list.Element{}} }

func (c *LRU) Get(k int) (int, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.at[k]
	if e == nil {
		return 0, false
	}
	c.order.MoveToFront(e)
	return e.Value.(pair).v, true
}

func (c *LRU) Put(k, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	put(c.order, c.at, k, v)
}

func put(order *list.List, at map[int]*list.Element, k, v int) {
	if e := at[k]; e != nil {
		order.Remove(e)
	}
	at[k] = order.PushFront(pair{k, v})
	if order.Len() > lruSize {
		delete(at, order.Remove(order.Back()).(pair).k)
	}
}

// A CacheStale fills itself from a store: what it read there may be old by the
// time it is kept.
type CacheStale struct {
	mu    sync.Mutex
	store map[int]int
	kept  map[int]int
}

func NewCacheStale() *CacheStale { return &CacheStale{store: map[int]int{}, kept: map[int]int{}} }

func (c *CacheStale) Set(k, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.store[k] = v
	delete(c.kept, k)
}

func (c *CacheStale) read(from func() (int, bool)) (int, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return from()
}

func (c *CacheStale) Get(k int) int {
	if v, ok := c.read(func() (int, bool) { v, ok := c.kept[k]; return v, ok }); ok {
		return v
	}
	v, _ := c.read(func() (int, bool) { return c.store[k], true })
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept[k] = v
	return v
}

// A Cache reads and keeps in one step.
type Cache struct {
	mu    sync.Mutex
	store map[int]int
	kept  map[int]int
}

func NewCache() *Cache { return &Cache{store: map[int]int{}, kept: map[int]int{}} }

func (c *Cache) Set(k, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.store[k] = v
	delete(c.kept, k)
}

func (c *Cache) Get(k int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.kept[k]
	if !ok {
		v = c.store[k]
		c.kept[k] = v
	}
	return v
}
