package tornread

import "sync/atomic"

type pointerStore struct{ now atomic.Pointer[config] }

func (s *pointerStore) Set(c config) { s.now.Store(&c) }

func (s *pointerStore) Get() config { return *s.now.Load() }
