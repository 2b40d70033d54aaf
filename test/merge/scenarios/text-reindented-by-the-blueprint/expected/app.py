def main():
    load()
    with pool():
        connect(7)
        run()
        close()


main()
