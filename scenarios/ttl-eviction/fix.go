package ttleviction

import "sync"

type oneSectionStore struct{ *twoSectionStore }

func (s oneSectionStore) Clean(deadline int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sessions["user"].seen < deadline {
		delete(s.sessions, "user")
	}
}

type recheckStore struct{ *twoSectionStore }

func (s recheckStore) Clean(deadline int) {
	s.mu.Lock()
	expired := s.sessions["user"].seen < deadline
	s.mu.Unlock()
	if expired {
		s.mu.Lock()
		defer s.mu.Unlock()
		if u := s.sessions["user"]; u != nil && u.seen < deadline {
			delete(s.sessions, "user")
		}
	}
}

// A compareStore replaces a session to refresh it.
type compareStore struct{ sessions sync.Map }

func newCompareStore() *compareStore {
	s := &compareStore{}
	s.sessions.Store("user", session{})
	return s
}

func (s *compareStore) Clean(deadline int) {
	if u, ok := s.sessions.Load("user"); ok && u.(session).seen < deadline {
		s.sessions.CompareAndDelete("user", u)
	}
}

func (s *compareStore) Refresh(now int) bool {
	u, ok := s.sessions.Load("user")
	return ok && s.sessions.CompareAndSwap("user", u, session{now})
}

func (s *compareStore) Alive() bool {
	_, ok := s.sessions.Load("user")
	return ok
}
