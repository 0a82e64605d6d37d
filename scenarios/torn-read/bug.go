package tornread

type plainStore struct{ now config }

func (s *plainStore) Set(c config) { s.now.host, s.now.port = c.host, c.port }

func (s *plainStore) Get() config { return s.now }
