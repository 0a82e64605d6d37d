package ttleviction

import "sync"

// A session was last used at the time seen.
type session struct{ seen int }

type twoSectionStore struct {
	mu       sync.Mutex
	sessions map[string]*session
}

func newTwoSectionStore() *twoSectionStore {
	return &twoSectionStore{sessions: map[string]*session{"user": {}}}
}

func (s *twoSectionStore) Clean(deadline int) {
	s.mu.Lock()
	expired := s.sessions["user"].seen < deadline
	s.mu.Unlock()
	if expired {
		s.mu.Lock()
		delete(s.sessions, "user")
		s.mu.Unlock()
	}
}

func (s *twoSectionStore) Refresh(now int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.sessions["user"]
	if ok {
		u.seen = now
	}
	return ok
}

func (s *twoSectionStore) Alive() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions["user"] != nil
}
