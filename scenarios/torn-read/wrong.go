package tornread

import "sync/atomic"

type fieldsStore struct{ host, port atomic.Int64 }

func (s *fieldsStore) Set(c config) {
	s.host.Store(int64(c.host))
	s.port.Store(int64(c.port))
}

func (s *fieldsStore) Get() config { return config{int(s.host.Load()), int(s.port.Load())} }

type inPlaceStore struct{ now atomic.Pointer[config] }

func (s *inPlaceStore) Set(c config) {
	now := s.now.Load()
	now.host, now.port = c.host, c.port
}

func (s *inPlaceStore) Get() config {
	now := s.now.Load()
	return config{now.host, now.port}
}

// A valueStore has defaults in a type of their own.
type valueStore struct{ now atomic.Value }

type defaults config

func newValueStore() *valueStore {
	s := &valueStore{}
	s.now.Store(defaults{})
	return s
}

func (s *valueStore) Set(c config) { s.now.Store(c) }

func (s *valueStore) Get() config {
	if c, ok := s.now.Load().(config); ok {
		return c
	}
	return config{}
}
