package selectpriority

func serveCheckedBefore(stop <-chan struct{}, jobs <-chan int, do func(job int)) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		select {
		case <-stop:
			return
		case job := <-jobs:
			do(job)
		}
	}
}
