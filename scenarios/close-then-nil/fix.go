package closethennil

func startCaptured(s *server) {
	done := s.done
	s.running.Go(func() {
		for {
			select {
			case <-s.jobs:
			case <-done:
				return
			}
		}
	})
}
