package firstresponse

func firstBuffered(replicas []replica) int {
	answers := make(chan int, len(replicas)-1)
	for _, query := range replicas {
		go func() { answers <- query() }()
	}
	return <-answers
}

func firstDone(replicas []replica) int {
	answers := make(chan int)
	done := make(chan struct{})
	defer close(done)
	for _, query := range replicas {
		go func() {
			select {
			case answers <- query():
			case <-done:
			}
		}()
	}
	return <-answers
}

func firstKept(replicas []replica) int {
	answers := make(chan int, 1)
	for _, query := range replicas {
		go func() {
			select {
			case answers <- query():
			default:
			}
		}()
	}
	return <-answers
}
